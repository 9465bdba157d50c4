import type { Json } from "../../host/json.ts";
import { mapsForLists } from "../named-list.ts";

/** Users may be written as a list of maps with a name */
export function normaliseLogin1(section: Json): Json {
  return mapsForLists(section, ["users"]);
}
