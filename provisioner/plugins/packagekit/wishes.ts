import type { InstalledPackage } from "./installed.ts";
import type { Manifest } from "./manifest.ts";
import type { Wanted } from "./operation.ts";
import type { Package, PackagesSection } from "./schema.ts";

type Installed = Readonly<Record<string, InstalledPackage>>;

/** Everything that is wished of packages, by name, in the order of names */
export type Wishes = [name: string, wish: Package][];

/** All three sources together; what the document itself says of a package wins over the manifest */
export function wishesOf(section: PackagesSection, manifest: Manifest | undefined): Wishes {
  const listed = manifest && "packages" in manifest ? manifest.packages : {};
  const additional = Object.fromEntries((section.additional_packages ?? []).map(name => [name, {}]));
  const all: Record<string, Package> = { ...listed, ...additional, ...section.packages };
  return Object.entries(all).sort(([one], [other]) => (one < other ? -1 : 1));
}

/** Packages that have to be installed, or to come to another version */
export function missingOf(wishes: Wishes, installed: Installed): Wanted[] {
  return wishes.flatMap(([name, { version, state }]) => {
    if (state === "absent") return [];
    const found = installed[name];
    if (found && (version === undefined || version === found.version)) return [];
    return [{ name, ...(version !== undefined && { version }) }];
  });
}

/** Packages that are there and have to go */
export function surplusOf(wishes: Wishes, installed: Installed): string[] {
  return wishes.flatMap(([name, { state }]) => (state === "absent" && installed[name] ? [name] : []));
}

/** Names of all packages that have to go, there or not */
export function unwantedOf(wishes: Wishes): string[] {
  return wishes.flatMap(([name, { state }]) => (state === "absent" ? [name] : []));
}
