import type { Json } from "../host/json.ts";
import { childOf, isMap, joinPointer, splitPointer } from "./pointer.ts";
import type { Source } from "./source.ts";

/**
 * Finds for a pointer into the canonical form the place that the user wrote. Step by step: a list or map that came
 * through unchanged knows where it was read; else the same key in what was written, or the list entry of that
 * name or path; where the trail ends, the last place known
 */
export function originOf(
  pointer: string,
  canonical: Json,
  written: ReadonlyMap<string, string>,
  source: Source,
): string {
  const keys = splitPointer(pointer);
  const section = keys[0] === "plugins" && keys[1] !== undefined ? written.get(keys[1]) : undefined;
  let origin = section ?? "";
  let here: Json | undefined = section === undefined ? canonical : at(canonical, keys.slice(0, 2));

  for (const key of section === undefined ? keys : keys.slice(2)) {
    here = childOf(here, key);
    const known = typeof here === "object" && here !== null ? source.pointerOf(here) : undefined;
    const next = known ?? writtenChild(source, origin, key);
    if (next === undefined) return here === undefined ? joinPointer(origin, key) : origin;
    origin = next;
  }
  return origin;
}

function writtenChild(source: Source, origin: string, key: string): string | undefined {
  const parent = at(source.value, splitPointer(origin));
  if (childOf(parent, key) !== undefined) return joinPointer(origin, key);
  if (!Array.isArray(parent)) return undefined;
  const index = parent.findIndex(entry => isMap(entry) && [entry["name"], entry["path"]].includes(key));
  return index < 0 ? undefined : joinPointer(origin, index);
}

function at(value: Json | undefined, keys: readonly string[]): Json | undefined {
  return keys.reduce<Json | undefined>(childOf, value);
}
