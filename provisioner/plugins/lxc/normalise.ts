import type { Json } from "../../host/json.ts";
import { isMap } from "../../state/pointer.ts";
import { mapsForLists } from "../named-list.ts";

/** Reads a list of containers with a name each as the map; pure */
export function normaliseLxc(section: Json): Json {
  if (!isMap(section)) return section;
  return mapsForLists({ containers: {}, ...section }, ["containers"]);
}
