import type { Report } from "../../contract/plugin.ts";
import { readSaved } from "../../contract/saved.ts";
import { undoAll } from "../../contract/undo-all.ts";
import type { Host } from "../../host/host.ts";
import type { Json } from "../../host/json.ts";
import { finishInterrupted } from "./apply.ts";
import { aptGet } from "./apt-get.ts";
import { quietly } from "./apt-options.ts";
import { type Brought, broughtSince, forgetBrought } from "./brought.ts";
import { Saved } from "./checkpoint.ts";
import { heldOf, setHold } from "./holds.ts";
import { type InstalledPackage, installedPackages, packageStates } from "./installed.ts";
import { restoreMarks } from "./marks.ts";
import { removeNewLists } from "./package-lists.ts";
import { type FormerPackage, puttingBack } from "./put-back.ts";

/** The machine before, and what the transaction did to it */
interface Undoing {
  before: Saved;
  brought: Brought;
  /** Names of both: what others do to further ones is not undone */
  concerned: ReadonlySet<string>;
}

type Installed = Readonly<Record<string, InstalledPackage>>;

/**
 * Removes what the transaction brought, with its configuration, and brings back what it removed or upgraded, as far as a
 * repository still has it; what others did since stays. What stays changed is returned. All with apt-get: PackageKit goes
 * back to no older version, and may itself be among what comes and goes
 */
export async function rollbackPackages(host: Host, saved: Json, report: Report): Promise<string[]> {
  const before = readSaved(Saved, saved, "packagekit");
  const brought = await broughtSince(host.files, before.first);
  const concerned = new Set([...before.named, ...Object.keys(brought)]);
  const undoing = { before, brought, concerned };
  const back = puttingBack(host, report);
  const purge = (): Promise<void> => purgeHalfInstalled(host, undoing);
  const steps = [
    { what: "wait for whoever is installing", undo: () => waitForOthers(host) },
    { what: "complete what is half installed", undo: () => finishInterrupted(host) },
    { what: "purge what is half installed", undo: purge },
    { what: "release new holds", undo: () => releaseNewHolds(host, undoing) },
    // What does not go together is done by the next steps, one by one; they say why they fail.
    { what: "go back in one step", undo: () => goBackTogether(host, undoing, back).catch(() => undefined) },
    { what: "remove new packages", undo: () => removeAdded(host, undoing, report) },
    { what: "purge their configuration", undo: purge },
    { what: "bring packages back", undo: async () => back.alone(await formerOn(host, undoing)) },
    { what: "hold what was on hold", undo: () => holdAgain(host, undoing) },
    {
      what: "which packages were installed for others",
      undo: () => restoreMarks(host.files, before.marks, concerned),
    },
    { what: "package lists", undo: () => removeNewLists(host, before.lists) },
  ];
  await undoAll(steps, {
    tried: "cannot bring the packages back to what they were",
    fix: "see what dpkg --audit and apt-get check say, and install or remove the named packages by hand",
  });
  const left = stayingChanged(undoing, await installedPackages(host));
  await forgetBrought(host.files, before.first);
  return left;
}

/** A PackageKit that was asked before a cut goes on without us; `check` takes the lock that it holds until then */
async function waitForOthers(host: Host): Promise<void> {
  const broken = 100; // "unmet dependencies": mended by the steps that follow
  await host.run("apt-get", ["-o=DPkg::Lock::Timeout=600", "check"], {
    ...quietly,
    allowedExits: [0, broken],
  });
}

async function goBackTogether(
  host: Host,
  undoing: Undoing,
  { withRemoval }: ReturnType<typeof puttingBack>,
): Promise<void> {
  await withRemoval(await formerOn(host, undoing), addedTo(await installedPackages(host), undoing));
}

async function removeAdded(host: Host, undoing: Undoing, report: Report): Promise<void> {
  const added = addedTo(await installedPackages(host), undoing);
  if (added.length > 0) await aptGet(host, report).remove(added, async () => undefined);
}

/** Pure: what the transaction brought and is still there as it came; never what was there before in any state */
function addedTo(now: Installed, { before, brought }: Undoing): string[] {
  return Object.entries(brought).flatMap(([name, version]) =>
    wasThere(before, name) || version === null || now[name]?.version !== version ? [] : [name],
  );
}

async function formerOn(host: Host, undoing: Undoing): Promise<FormerPackage[]> {
  return formerOf(await installedPackages(host), await packageStates(host), undoing);
}

/** Pure: what the transaction removed or changed and nobody touched since; half installed counts as gone */
function formerOf(
  now: Installed,
  states: Readonly<Record<string, string>>,
  { before, brought }: Undoing,
): FormerPackage[] {
  return Object.entries(brought).flatMap(([name, version]) => {
    const former = before.installed[name];
    const found = now[name]?.version;
    if (former === undefined || found === former) return [];
    const untouched = found === undefined ? version === null || isThere(states[name]) : found === version;
    return untouched ? [{ name, version: former, gone: found === undefined }] : [];
  });
}

function wasThere({ states }: Saved, name: string): boolean {
  return isThere(states[name]);
}

function isThere(state: string | undefined): boolean {
  return state !== undefined && state !== "config-files";
}

function stayingChanged({ before, brought }: Undoing, now: Installed): string[] {
  return Object.keys(brought).flatMap(name => {
    const former = before.installed[name];
    const found = now[name]?.version;
    if (former === undefined)
      return found === undefined || wasThere(before, name)
        ? []
        : [`${name} stays at ${found}: it was changed since`];
    if (found === former) return [];
    if (found !== undefined) return [`${name} stays at ${found}; it was ${former} before`];
    const why = brought[name] === null ? "no repository has it any more" : "it was removed since";
    return [`${name} ${former} stays removed: ${why}`];
  });
}

async function releaseNewHolds(host: Host, { before, concerned }: Undoing): Promise<void> {
  const now = heldOf(await installedPackages(host));
  const added = now.filter(name => concerned.has(name) && !before.held.includes(name));
  await setHold(host, added, false);
}

async function holdAgain(host: Host, { before, concerned }: Undoing): Promise<void> {
  const now = await installedPackages(host);
  const lost = before.held.filter(name => concerned.has(name) && now[name]?.held === false);
  await setHold(host, lost, true);
}

/** What a cut left between installed and not, and configuration of what was removed; apt does not touch the former */
async function purgeHalfInstalled(host: Host, { before, brought }: Undoing): Promise<void> {
  const installed = await installedPackages(host);
  const half = Object.keys(await packageStates(host)).filter(
    name =>
      Object.hasOwn(brought, name) && !Object.hasOwn(before.states, name) && !Object.hasOwn(installed, name),
  );
  if (half.length === 0) return;
  await host.run("dpkg", ["--force-depends", "--force-remove-reinstreq", "--purge", ...half], quietly);
}
