import type { Json, JsonObject } from "../../host/json.ts";
import { isMap } from "../../state/pointer.ts";

/** Brings `packages` into its canonical form, the map */
export function normalisePackages(section: Json): Json {
  if (!isMap(section) || section["packages"] === undefined) return section;
  return { ...section, packages: packageMap(section["packages"]) };
}

/** A list of names or of entries with a name, as a map; what is neither stays as it is, for the schema to refuse */
export function packageMap(packages: Json): Json {
  const map: JsonObject = {};
  if (isMap(packages)) {
    for (const [name, wish] of Object.entries(packages)) map[name] = expanded(wish ?? null);
    return map;
  }
  if (!Array.isArray(packages)) return packages;
  for (const entry of packages) {
    const { name, ...wish } = isMap(entry) ? entry : { name: entry };
    if (typeof name !== "string" || Object.hasOwn(map, name)) return packages;
    map[name] = wish;
  }
  return map;
}

function expanded(wish: Json): Json {
  return wish === "present" || wish === "absent" ? { state: wish } : wish;
}
