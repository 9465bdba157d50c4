import { isObject, type Json, type JsonObject } from "../host/json.ts";

/** A pointer with further keys below it, escaped after RFC 6901 */
export function joinPointer(base: string, ...keys: readonly (string | number)[]): string {
  return base + keys.map(key => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The keys of a pointer, unescaped */
export function splitPointer(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map(key => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The pointer of what holds this one, and its last key; the root holds itself */
export function parentPointer(pointer: string): string {
  return pointer.slice(0, Math.max(pointer.lastIndexOf("/"), 0));
}

/** What stands below a key of a map or at an index of a list; undefined when nothing does */
export function childOf(value: Json | undefined, key: string): Json | undefined {
  if (Array.isArray(value)) return /^(0|[1-9][0-9]*)$/.test(key) ? value[Number(key)] : undefined;
  return isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** True for a map of a document */
export function isMap(value: Json | undefined): value is JsonObject {
  return isObject(value);
}
