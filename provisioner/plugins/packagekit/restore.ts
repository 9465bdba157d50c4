import type { Report } from "../../contract/plugin.ts";
import type { Host } from "../../host/host.ts";
import { isObject, type Json } from "../../host/json.ts";
import { finishInterrupted } from "./apply.ts";
import { quietly } from "./apt-get.ts";
import { installedPackages, knownPackages } from "./installed.ts";
import { openBackend } from "./open-backend.ts";

/** Every installed package with its version, and every name that dpkg knows */
export async function checkpointPackages(host: Host): Promise<Json> {
  const installed = await installedPackages(host);
  const versions = Object.entries(installed).map(([name, { version }]) => [name, version]);
  return { installed: Object.fromEntries(versions), known: await knownPackages(host) };
}

/** Removes what is new since, with its configuration, and brings back what is gone */
export async function rollbackPackages(host: Host, saved: Json, report: Report): Promise<void> {
  if (!isObject(saved) || !isObject(saved["installed"]) || !Array.isArray(saved["known"])) return;
  const before = saved["installed"];
  const known = new Set(saved["known"]);
  await finishInterrupted(host);
  await purgeHalfInstalled(host, known);
  const now = await installedPackages(host);
  const added = Object.keys(now).filter(name => !Object.hasOwn(before, name));
  const gone = Object.keys(before).filter(name => !Object.hasOwn(now, name));
  const backend = added.length + gone.length > 0 ? await openBackend(host, report) : undefined;
  if (added.length > 0) await backend?.remove(added);
  await purgeHalfInstalled(host, known);
  if (gone.length > 0) await backend?.install(gone.map(name => ({ name })));
  for (const [name, { version }] of Object.entries(now)) {
    const old = before[name];
    if (typeof old === "string" && old !== version)
      report(`${name} stays at ${version}; it was ${old} before`);
  }
}

/** What a cut left between installed and not, and configuration of what was removed; apt does not touch the former */
async function purgeHalfInstalled(host: Host, known: ReadonlySet<Json>): Promise<void> {
  const installed = await installedPackages(host);
  const half = (await knownPackages(host)).filter(
    name => !known.has(name) && !Object.hasOwn(installed, name),
  );
  if (half.length === 0) return;
  await host.run("dpkg", ["--force-depends", "--force-remove-reinstreq", "--purge", ...half], quietly);
}
