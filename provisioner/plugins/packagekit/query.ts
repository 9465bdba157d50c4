import type { Host } from "../../host/host.ts";
import { type InstalledPackage, installedPackages } from "./installed.ts";
import { type Manifest, readManifest } from "./manifest.ts";
import type { PackagesSection } from "./schema.ts";

/** The machine, as far as the section speaks of packages */
export interface CurrentPackages {
  installed: Record<string, InstalledPackage>;
  manifest?: Manifest;
}

/** Asks dpkg; the manifest is read here, because plan reads nothing */
export async function queryPackages(host: Host, section: PackagesSection): Promise<CurrentPackages> {
  const manifest =
    section.manifest === undefined ? undefined : await readManifest(host.files, section.manifest);
  const listed = manifest && "packages" in manifest ? Object.keys(manifest.packages) : [];
  const names = [...Object.keys(section.packages ?? {}), ...(section.additional_packages ?? []), ...listed];
  const installed = names.length === 0 ? {} : await installedPackages(host, [...new Set(names)]);
  return { installed, ...(manifest && { manifest }) };
}
