import { isObject } from "../host/json.ts";
import { joinPointer } from "./pointer.ts";

/** A package that a document wants installed, and where it says so */
export interface WantedPackage {
  name: string;
  /** Exactly this version; any, when absent */
  version?: string;
  pointer: string;
}

/** Packages that a document wants installed, each once; reads lists and maps alike, so that it serves before normalising too */
export function wantedPackages(document: unknown): WantedPackage[] {
  const plugins = isObject(document) && isObject(document["plugins"]) ? document["plugins"] : {};
  const section = isObject(plugins["packagekit"]) ? plugins["packagekit"] : {};
  const wanted = new Map<string, WantedPackage>();
  for (const key of ["packages", "additional_packages"]) {
    const pointer = joinPointer("/plugins/packagekit", key);
    for (const found of wantedIn(section[key], pointer))
      if (!wanted.has(found.name)) wanted.set(found.name, found);
  }
  return [...wanted.values()];
}

function wantedIn(packages: unknown, pointer: string): WantedPackage[] {
  if (isObject(packages))
    return Object.entries(packages).flatMap(([name, wish]) =>
      wantedAs(name, wish, joinPointer(pointer, name)),
    );
  if (!Array.isArray(packages)) return [];
  return packages.flatMap((entry: unknown, index) => {
    const name = isObject(entry) ? entry["name"] : entry;
    return typeof name === "string" ? wantedAs(name, entry, joinPointer(pointer, index)) : [];
  });
}

function wantedAs(name: string, wish: unknown, pointer: string): WantedPackage[] {
  const { state, version } = isObject(wish) ? wish : { state: wish, version: undefined };
  if (state === "absent") return [];
  return [{ name, ...(typeof version === "string" && { version }), pointer }];
}
