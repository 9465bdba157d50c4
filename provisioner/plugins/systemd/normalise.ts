import type { Json } from "../../host/json.ts";
import { mapsForLists } from "../named-list.ts";

/** Services, timers and units may be written as lists of maps with a name */
export function normaliseSystemd(section: Json): Json {
  return mapsForLists(section, ["services", "timers", "custom_units"]);
}
