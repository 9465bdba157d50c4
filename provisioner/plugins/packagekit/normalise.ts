import type { Json, JsonObject } from "../../host/json.ts";
import { isMap } from "../../state/pointer.ts";

/** Brings packages and repositories into their canonical form, maps by name */
export function normalisePackages(section: Json): Json {
  if (!isMap(section)) return section;
  const { packages, repositories, ...rest } = section;
  return {
    ...rest,
    ...(packages !== undefined && { packages: wishMap(packages) }),
    ...(repositories !== undefined && { repositories: repositoryMap(wishMap(repositories)) }),
  };
}

/** A list of names or of entries with a name, as a map; what is neither stays as it is, for the schema to refuse */
export function wishMap(packages: Json): Json {
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

/** Addresses, suites and components as lists; one alone may be written without */
function repositoryMap(repositories: Json): Json {
  if (!isMap(repositories)) return repositories;
  const lists = Object.entries(repositories).map(([name, repository]) => [
    name,
    withLists(repository ?? null),
  ]);
  return Object.fromEntries(lists);
}

function withLists(repository: Json): Json {
  if (!isMap(repository)) return repository;
  const result: JsonObject = { ...repository };
  for (const key of ["uris", "suites", "components", "architectures"]) {
    const value = result[key];
    if (typeof value === "string") result[key] = value.split(" ");
  }
  return result;
}

function expanded(wish: Json): Json {
  return wish === "present" || wish === "absent" ? { state: wish } : wish;
}
