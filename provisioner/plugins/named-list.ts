import type { Json, JsonObject } from "../host/json.ts";
import { isMap } from "../state/pointer.ts";

/** The same section, the lists under these keys turned into maps by the entries' `name`, or what else names them */
export function mapsForLists(section: Json, keys: readonly string[], nameKey = "name"): Json {
  if (!isMap(section)) return section;
  const result: JsonObject = { ...section };
  for (const key of keys) {
    if (result[key] !== undefined) result[key] = mapByName(result[key], nameKey);
  }
  return result;
}

/** A list with a nameless or a doubled entry stays as it is, for the schema to refuse */
function mapByName(list: Json, nameKey: string): Json {
  if (!Array.isArray(list)) return list;
  const map: JsonObject = {};
  for (const entry of list) {
    if (!isMap(entry)) return list;
    const { [nameKey]: name, ...rest } = entry;
    if (typeof name !== "string" || Object.hasOwn(map, name)) return list;
    map[name] = rest;
  }
  return map;
}
