import { type Static, Type } from "@sinclair/typebox";
import type { Report } from "../../contract/plugin.ts";
import { readSaved } from "../../contract/saved.ts";
import { undoAll } from "../../contract/undo-all.ts";
import type { Host } from "../../host/host.ts";
import type { Json } from "../../host/json.ts";
import { finishInterrupted } from "./apply.ts";
import { quietly } from "./apt-get.ts";
import type { PackageBackend } from "./backend.ts";
import { type InstalledPackage, installedPackages, knownPackages } from "./installed.ts";
import { openBackend } from "./open-backend.ts";

const Saved = Type.Object({
  /** Versions by name */
  installed: Type.Record(Type.String(), Type.String()),
  /** Every name that dpkg knows */
  known: Type.Array(Type.String()),
});
type Saved = Static<typeof Saved>;

/** Every installed package with its version, and every name that dpkg knows */
export async function checkpointPackages(host: Host): Promise<Json> {
  const installed = Object.entries(await installedPackages(host));
  const saved: Saved = {
    installed: Object.fromEntries(installed.map(([name, { version }]) => [name, version])),
    known: await knownPackages(host),
  };
  return saved;
}

/**
 * Removes what is new since, with its configuration, and brings back what is gone. No repository keeps an older
 * version for sure, so a package that came to another one stays there, and that is returned
 */
export async function rollbackPackages(host: Host, saved: Json, report: Report): Promise<string[]> {
  const { installed: before, known } = readSaved(Saved, saved, "packagekit");
  let opened: Promise<PackageBackend> | undefined;
  const backend = (): Promise<PackageBackend> => {
    opened ??= openBackend(host, report);
    return opened;
  };
  const purge = (): Promise<void> => purgeHalfInstalled(host, new Set(known));
  const steps = [
    { what: "complete what is half installed", undo: () => finishInterrupted(host) },
    { what: "purge what is half installed", undo: purge },
    { what: "remove new packages", undo: () => removeAdded(host, before, backend) },
    { what: "purge their configuration", undo: purge },
    { what: "bring packages back", undo: () => installGone(host, before, backend) },
  ];
  await undoAll(steps, {
    tried: "cannot bring the packages back to what they were",
    fix: "see what dpkg --audit and apt-get check say, and install or remove the named packages by hand",
  });
  return otherVersions(before, await installedPackages(host));
}

async function removeAdded(
  host: Host,
  before: Saved["installed"],
  backend: () => Promise<PackageBackend>,
): Promise<void> {
  const now = await installedPackages(host);
  const added = Object.keys(now).filter(name => !Object.hasOwn(before, name));
  if (added.length > 0) await (await backend()).remove(added);
}

/** All together, or, when one of them keeps the others from it, each by itself */
async function installGone(
  host: Host,
  before: Saved["installed"],
  backend: () => Promise<PackageBackend>,
): Promise<void> {
  const now = await installedPackages(host);
  const gone = Object.keys(before).filter(name => !Object.hasOwn(now, name));
  if (gone.length === 0) return;
  const { install } = await backend();
  try {
    await install(gone.map(name => ({ name })));
  } catch {
    const steps = gone.map(name => ({ what: name, undo: () => install([{ name }]) }));
    const fix = `apt-get install ${gone.join(" ")}`;
    await undoAll(steps, { tried: "cannot install each of them again", fix });
  }
}

function otherVersions(before: Saved["installed"], now: Record<string, InstalledPackage>): string[] {
  return Object.entries(now).flatMap(([name, { version }]) => {
    const old = before[name];
    return old === undefined || old === version ? [] : [`${name} stays at ${version}; it was ${old} before`];
  });
}

/** What a cut left between installed and not, and configuration of what was removed; apt does not touch the former */
async function purgeHalfInstalled(host: Host, known: ReadonlySet<string>): Promise<void> {
  const installed = await installedPackages(host);
  const half = (await knownPackages(host)).filter(
    name => !known.has(name) && !Object.hasOwn(installed, name),
  );
  if (half.length === 0) return;
  await host.run("dpkg", ["--force-depends", "--force-remove-reinstreq", "--purge", ...half], quietly);
}
