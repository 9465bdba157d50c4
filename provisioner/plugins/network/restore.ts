import { type Static, Type } from "@sinclair/typebox";
import type { Action } from "../../contract/action.ts";
import type { Report } from "../../contract/plugin.ts";
import { readSaved } from "../../contract/saved.ts";
import { type UndoStep, undoAll } from "../../contract/undo-all.ts";
import type { Host } from "../../host/host.ts";
import type { Json } from "../../host/json.ts";
import { withCompanions } from "../../host/units/enable-links.ts";
import { resolveUnit } from "../../host/units/unit-files.ts";
import { SavedUnits, saveUnits, unitSteps, withTriggers } from "../saved-units.ts";
import { readAcceptRa } from "./accept-ra.ts";
import { addVlan, dropLink, reload } from "./daemon.ts";
import { isAnother } from "./kernel-settings.ts";
import { type LiveLink, readLinks } from "./live.ts";
import type { NetworkOperation } from "./operation.ts";
import { daemonRuns, daemons } from "./query.ts";
import { isBack, isByOldFile, isLetGo, restoreLink } from "./restore-link.ts";
import { SavedLink, savedLinks } from "./saved-link.ts";
import type { NetworkSection } from "./schema.ts";
import { isVirtual, presentOf } from "./topology.ts";

/** How often, and how many seconds apart, links are looked at until they are back by themselves; at boot DHCP takes its time */
const looks = 45;
const pauseSeconds = 2;

const Saved = Type.Object({
  units: SavedUnits,
  /** Links that are about to be made */
  fresh: Type.Array(Type.String()),
  links: Type.Array(SavedLink),
});
type Saved = Static<typeof Saved>;

/** Saves daemons and links as they are; in the chroot nothing runs, and the daemons' links are all there is */
export async function checkpointNetwork(
  host: Host,
  section: NetworkSection,
  actions: readonly Action<NetworkOperation>[],
): Promise<Json> {
  const live = host.stage === "live";
  const there = presentOf(section);
  const links = live ? await readLinks(host, await daemonRuns(host)) : [];
  const changing = actions.flatMap(({ resource }) => /^(?:interface|link)\/(.+)$/.exec(resource)?.[1] ?? []);
  const saved: Saved = {
    units: await saveUnits(host, live ? await daemonUnits(host) : [], daemons),
    fresh: live ? freshLinks(links, there, changing) : [],
    links: await Promise.all(savedLinks(links, there, changing).map(link => withAcceptRa(host, link))),
  };
  return saved;
}

/** Virtual links that are not there yet, each once */
function freshLinks(
  links: readonly LiveLink[],
  { interfaces }: NetworkSection,
  changing: readonly string[],
): string[] {
  const made = changing.filter(name => {
    const spec = interfaces[name];
    return spec !== undefined && isVirtual(spec) && links.every(link => link.name !== name);
  });
  return [...new Set(made)].sort();
}

async function withAcceptRa(host: Host, link: SavedLink): Promise<SavedLink> {
  const acceptRa = await readAcceptRa(host, link.name);
  return acceptRa === undefined ? link : { ...link, acceptRa };
}

/**
 * The files are back: links that came with the new ones go, networkd reads the old ones, and is itself as enabled
 * and as running as it was. Then links that are not networkd's are put back by hand as soon as it has let go of them,
 * and its own once they had time to come back by themselves
 */
export async function rollbackNetwork(host: Host, saved: Json, report: Report): Promise<void> {
  const { units, fresh, links } = readSaved(Saved, saved, "network");
  const affected = new Set(links.filter(({ touched }) => touched).map(({ name }) => name));
  const others = links.filter(({ file }) => file === undefined);
  const own = links.filter(({ file }) => file !== undefined);
  const ask = async (): Promise<void> => {
    for (const name of await changedHands(host, links)) affected.add(name);
  };
  const daemonSteps = unitSteps(host, units, report);
  const liveSteps: UndoStep[] = [
    { what: "see which links networkd took", undo: ask },
    ...fresh.map(name => ({ what: `delete link ${name}`, undo: () => dropLink(host, name) })),
    ...links.map(link => ({
      what: `take away what is now ${link.name}`,
      undo: () => dropOther(host, link, links),
    })),
    { what: "have the old files read", undo: () => readOldFiles(host) },
    ...daemonSteps,
    ...links
      .filter(({ kind }) => kind === "vlan")
      .map(link => ({ what: `make VLAN ${link.name} again`, undo: () => makeVlanAgain(host, link) })),
    ...linkSteps(host, others, affected, isLetGo),
    ...linkSteps(host, own, affected, isBack),
  ];
  await undoAll(host.stage === "live" ? liveSteps : daemonSteps, {
    tried: "cannot bring the network back to what it was",
    fix: "look at `networkctl list` and `journalctl -u systemd-networkd`",
  });
}

type IsDone = (saved: SavedLink, links: readonly LiveLink[]) => boolean;

/** Waits until networkd is done with those of the links that are affected, and puts back what is left to do */
function linkSteps(
  host: Host,
  links: readonly SavedLink[],
  affected: ReadonlySet<string>,
  isDone: IsDone,
): UndoStep[] {
  const some = (): SavedLink[] => links.filter(({ name }) => affected.has(name));
  return [
    { what: "wait for the links", undo: () => waitForLinks(host, some(), isDone) },
    ...links.map(link => ({
      what: `link ${link.name}`,
      undo: async () => (affected.has(link.name) ? restoreLink(host, link) : undefined),
    })),
  ];
}

/** A virtual link that was made anew otherwise goes, and networkd makes it again by its old file */
async function dropOther(host: Host, saved: SavedLink, all: readonly SavedLink[]): Promise<void> {
  if (saved.kind === undefined || !isMadeAgain(saved, all)) return;
  const link = (await readLinks(host, false)).find(({ name }) => name === saved.name);
  if (link && isAnother(saved, link)) await dropLink(host, saved.name);
}

/** An end of a pair may have no file of its own */
function isMadeAgain({ name, file, lower }: SavedLink, all: readonly SavedLink[]): boolean {
  const isOtherEnd = (link: SavedLink): boolean => link.name === lower && link.lower === name;
  return file !== undefined || all.some(link => isOtherEnd(link) && link.file !== undefined);
}

/** networkd makes a VLAN only when it configures the link that carries it, which may itself be on its way */
async function makeVlanAgain(host: Host, { name, lower, settings }: SavedLink): Promise<void> {
  const { id, protocol } = settings;
  if (lower === undefined || id === undefined || protocol === undefined) return;
  for (let look = 0; look < looks; look += 1) {
    const names = (await readLinks(host, false)).map(link => link.name);
    if (names.includes(name)) return;
    if (names.includes(lower)) return addVlan(host, name, { carrier: lower, id, protocol });
    await host.clock.sleep(pauseSeconds);
  }
}

/** Links that networkd configures by another file than before, whether or not an action meant them */
async function changedHands(host: Host, saved: readonly SavedLink[]): Promise<string[]> {
  if (!(await daemonRuns(host))) return [];
  const links = await readLinks(host, true);
  return saved.filter(link => !isByOldFile(link, links)).map(({ name }) => name);
}

/** The daemons with what is enabled along with them, and the sockets that would start them again */
async function daemonUnits(host: Host): Promise<string[]> {
  const units = await withCompanions(host.files, daemons);
  const there = await Promise.all(units.map(unit => resolveUnit(host.files, unit)));
  return withTriggers(
    host,
    there.filter(unit => unit !== undefined),
  );
}

async function readOldFiles(host: Host): Promise<void> {
  if (await daemonRuns(host)) await reload(host);
  else await host.run("udevadm", ["control", "--reload"]);
}

/** Without networkd nothing comes back by itself */
async function waitForLinks(host: Host, saved: readonly SavedLink[], isDone: IsDone): Promise<void> {
  for (let look = 0; look < looks && (await daemonRuns(host)); look += 1) {
    const links = await readLinks(host, true);
    if (saved.every(link => isDone(link, links))) return;
    await host.clock.sleep(pauseSeconds);
  }
}
