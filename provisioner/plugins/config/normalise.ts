import type { Json } from "../../host/json.ts";
import { mapsForLists } from "../named-list.ts";

/** Files may be written as a list of maps with a path, services as a list of maps with a name */
export function normaliseConfig(section: Json): Json {
  return mapsForLists(mapsForLists(section, ["files"], "path"), ["services"]);
}
