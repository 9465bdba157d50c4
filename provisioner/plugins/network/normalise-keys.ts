import type { Json, JsonObject } from "../../host/json.ts";
import { isMap } from "../../state/pointer.ts";

/** The entry with a key under another name; when both are there it stays as it is, for the schema to refuse */
export function moved(entry: JsonObject, from: string, to: string): JsonObject {
  const { [from]: value, ...rest } = entry;
  return value === undefined || to in entry ? entry : { ...rest, [to]: value };
}

/** The entry with some keys in the map of its kind */
export function nested(entry: JsonObject, map: string, keys: Readonly<Record<string, string>>): JsonObject {
  let result = entry;
  for (const [from, to] of Object.entries(keys)) {
    const { [from]: value, ...rest } = result;
    const inner = rest[map] ?? {};
    if (value !== undefined && isMap(inner) && !(to in inner))
      result = { ...rest, [map]: { ...inner, [to]: value } };
  }
  return result;
}

/** One value or a list of them, as a list */
export function listOf(value: Json | undefined): Json[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
