import type { Host } from "../../host/host.ts";
import { type InstalledPackage, installedPackages } from "./installed.ts";
import { type Manifest, readManifest } from "./manifest.ts";
import { type CurrentRepositories, queryRepositories } from "./query-repositories.ts";
import type { PackagesSection } from "./schema.ts";
import { type Simulation, simulate } from "./simulation.ts";
import { missingOf, surplusOf, type Wishes, wishesOf } from "./wishes.ts";

/** The machine, as far as the section speaks of packages */
export interface CurrentPackages {
  installed: Record<string, InstalledPackage>;
  manifest?: Manifest;
  repositories: CurrentRepositories;
  /** What apt would do about the difference; absent when there is none, or when apt itself is in need of repair */
  simulation?: Simulation;
}

/** Asks dpkg once, and apt once only if something differs; the manifest is read here, because plan reads nothing */
export async function queryPackages(host: Host, section: PackagesSection): Promise<CurrentPackages> {
  const manifest =
    section.manifest === undefined ? undefined : await readManifest(host.files, section.manifest);
  const wishes = wishesOf(section, manifest);
  const names = wishes.map(([name]) => name);
  const installed = names.length === 0 ? {} : await installedPackages(host, names);
  const simulation = await simulateDifference(host, wishes, installed);
  const repositories = await queryRepositories(host, section);
  return { installed, repositories, ...(manifest && { manifest }), ...(simulation && { simulation }) };
}

/** What a power cut left half installed keeps apt from an answer; apply completes that first, and simulates again */
async function simulateDifference(
  host: Host,
  wishes: Wishes,
  installed: CurrentPackages["installed"],
): Promise<Simulation | undefined> {
  const missing = missingOf(wishes, installed);
  const surplus = surplusOf(wishes, installed);
  if (missing.length + surplus.length === 0) return undefined;
  return await simulate(host, missing, surplus).catch(() => undefined);
}
