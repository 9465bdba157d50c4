import { type Static, Type } from "@sinclair/typebox";
import type { Report } from "../../contract/plugin.ts";
import { readSaved } from "../../contract/saved.ts";
import { undoAll } from "../../contract/undo-all.ts";
import type { Host } from "../../host/host.ts";
import type { Json } from "../../host/json.ts";
import { finishInterrupted } from "./apply.ts";
import { aptGet } from "./apt-get.ts";
import { quietly } from "./apt-options.ts";
import { heldOf, setHold } from "./holds.ts";
import { type InstalledPackage, installedPackages, knownPackages } from "./installed.ts";
import { listNames, removeNewLists } from "./package-lists.ts";
import { putBack } from "./put-back.ts";

/** Which packages came as a dependency of others: apt's own file */
const marksPath = "/var/lib/apt/extended_states";

const Saved = Type.Object({
  /** Versions by name */
  installed: Type.Record(Type.String(), Type.String()),
  /** Every name that dpkg knows */
  known: Type.Array(Type.String()),
  /** Names on hold */
  held: Type.Array(Type.String()),
  marks: Type.Union([Type.String(), Type.Null()]),
  /** Package lists that were there */
  lists: Type.Array(Type.String()),
});
type Saved = Static<typeof Saved>;

/** Every installed package with its version, hold and mark, every name that dpkg knows, and which lists apt has */
export async function checkpointPackages(host: Host): Promise<Json> {
  const installed = await installedPackages(host);
  const versions = Object.entries(installed).map(([name, { version }]) => [name, version]);
  const saved: Saved = {
    installed: Object.fromEntries(versions),
    known: await knownPackages(host),
    held: heldOf(installed),
    marks: (await host.files.read(marksPath)) ?? null,
    lists: await listNames(host),
  };
  return saved;
}

/**
 * Removes what is new since, with its configuration, and brings back what is gone or was upgraded, as far as a repository
 * still has it; the rest is returned. All with apt-get: PackageKit goes back to no older version, and may itself be among
 * what comes and goes
 */
export async function rollbackPackages(host: Host, saved: Json, report: Report): Promise<string[]> {
  const before = readSaved(Saved, saved, "packagekit");
  const purge = (): Promise<void> => purgeHalfInstalled(host, new Set(before.known));
  const steps = [
    { what: "wait for whoever is installing", undo: () => waitForOthers(host) },
    { what: "complete what is half installed", undo: () => finishInterrupted(host) },
    { what: "purge what is half installed", undo: purge },
    { what: "release new holds", undo: () => releaseNewHolds(host, before) },
    { what: "remove new packages", undo: () => removeAdded(host, before, report) },
    { what: "purge their configuration", undo: purge },
    { what: "bring packages back", undo: () => bringBack(host, before, report) },
    { what: "hold what was on hold", undo: () => holdAgain(host, before) },
    { what: "which packages were installed for others", undo: () => restoreMarks(host, before) },
    { what: "package lists", undo: () => removeNewLists(host, before.lists) },
  ];
  await undoAll(steps, {
    tried: "cannot bring the packages back to what they were",
    fix: "see what dpkg --audit and apt-get check say, and install or remove the named packages by hand",
  });
  return stayingChanged(before, await installedPackages(host));
}

/** A PackageKit that was asked before a cut goes on without us; `check` takes the lock that it holds until then */
async function waitForOthers(host: Host): Promise<void> {
  const broken = 100; // "unmet dependencies": mended by the steps that follow
  await host.run("apt-get", ["-o=DPkg::Lock::Timeout=600", "check"], {
    ...quietly,
    allowedExits: [0, broken],
  });
}

async function removeAdded(host: Host, before: Saved, report: Report): Promise<void> {
  const now = await installedPackages(host);
  const added = Object.keys(now).filter(name => !Object.hasOwn(before.installed, name));
  if (added.length > 0) await aptGet(host, report).remove(added);
}

async function bringBack(host: Host, { installed }: Saved, report: Report): Promise<void> {
  const now = await installedPackages(host);
  const different = Object.entries(installed).filter(([name, version]) => now[name]?.version !== version);
  const wanted = different.map(([name, version]) => ({ name, version, gone: now[name] === undefined }));
  await putBack(host, wanted, report);
}

function stayingChanged({ installed }: Saved, now: Record<string, InstalledPackage>): string[] {
  return Object.entries(installed).flatMap(([name, version]) => {
    const found = now[name];
    if (!found) return [`${name} ${version} stays removed: no repository has it any more`];
    return found.version === version ? [] : [`${name} stays at ${found.version}; it was ${version} before`];
  });
}

async function releaseNewHolds(host: Host, { held }: Saved): Promise<void> {
  const now = heldOf(await installedPackages(host));
  const added = now.filter(name => !held.includes(name));
  await setHold(host, added, false);
}

async function holdAgain(host: Host, { held, installed }: Saved): Promise<void> {
  const now = heldOf(await installedPackages(host));
  const lost = held.filter(name => !now.includes(name) && Object.hasOwn(installed, name));
  await setHold(host, lost, true);
}

/** Only when something came or went in between: putting packages back has written that file anew */
async function restoreMarks(host: Host, { marks }: Saved): Promise<void> {
  const now = (await host.files.read(marksPath)) ?? null;
  if (now === marks) return;
  if (marks === null) await host.files.remove(marksPath);
  else await host.files.write(marksPath, marks);
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
