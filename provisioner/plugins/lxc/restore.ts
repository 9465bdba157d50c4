import { type Static, Type } from "@sinclair/typebox";
import type { Action } from "../../contract/action.ts";
import type { Report } from "../../contract/plugin.ts";
import { readSaved } from "../../contract/saved.ts";
import { type UndoStep, undoAll } from "../../contract/undo-all.ts";
import type { Host } from "../../host/host.ts";
import type { Json } from "../../host/json.ts";
import { SavedFile } from "../held-file.ts";
import { SavedUnits, saveUnits, unitSteps } from "../saved-units.ts";
import { startContainer, stopContainer } from "./apply.ts";
import { adjustLimits } from "./live-limits.ts";
import { restoreNetworkInside, saveNetworkInside } from "./network-inside.ts";
import type { LxcOperation } from "./operation.ts";
import { containerDirectory, draftPath, rootfsPath } from "./paths.ts";
import { autostartUnit, canAskLxc, readAddresses, readState } from "./query.ts";
import { disableQuota, readLimit, readQuota, writeLimit } from "./quota.ts";
import type { LxcSection } from "./schema.ts";
import { deleteSnapshot } from "./subvolume.ts";

const Attributes = Type.Object({ mode: Type.Integer(), uid: Type.Integer(), gid: Type.Integer() });
const Saved = Type.Object({
  /** Containers that are about to be made, and their folder where it is there already */
  created: Type.Array(Type.Object({ name: Type.String(), folder: Type.Union([Type.Null(), Attributes]) })),
  /** How eth0 was configured in those that are there */
  networks: Type.Array(Type.Object({ name: Type.String(), file: SavedFile })),
  /** Which of the containers that are about to be started or stopped ran */
  states: Type.Array(Type.Object({ name: Type.String(), runs: Type.Boolean() })),
  /** Containers that are about to be deleted */
  deleted: Type.Array(Type.String()),
  /** Limits, in bytes, of those that get another */
  limits: Type.Array(Type.Object({ name: Type.String(), bytes: Type.Union([Type.Null(), Type.Integer()]) })),
  /** Whether btrfs counted */
  counted: Type.Boolean(),
  /** Those whose memory and processors are changed while they run */
  adjusted: Type.Array(Type.String()),
  /** Those that are restarted for another network, with the addresses that they had */
  restarted: Type.Array(Type.Object({ name: Type.String(), addresses: Type.Array(Type.String()) })),
  /** The links alone: stopping the unit would stop every container */
  units: SavedUnits,
});
type Saved = Static<typeof Saved>;

/** Which containers the actions make, and how those that are there are configured and run */
export async function checkpointLxc(
  host: Host,
  _section: LxcSection,
  actions: readonly Action<LxcOperation>[],
): Promise<Json> {
  const operations = actions.flatMap(action => action.operations);
  const named = (...what: LxcOperation["do"][]): string[] => {
    const names = operations.flatMap(entry =>
      "name" in entry && what.includes(entry.do) ? [entry.name] : [],
    );
    return [...new Set(names)];
  };
  const made = named("create");
  const saved: Saved = {
    created: [],
    networks: [],
    states: [],
    deleted: named("delete"),
    limits: [],
    counted: !operations.some(operation => operation.do === "count"),
    adjusted: named("adjust"),
    restarted: [],
    units: await saveUnits(host, [], [autostartUnit]),
  };
  for (const name of made) saved.created.push({ name, folder: await attributesOf(host, name) });
  for (const name of named("configure").filter(name => !made.includes(name)))
    saved.networks.push({ name, file: await saveNetworkInside(host, rootfsPath(name)) });
  for (const name of named("limit").filter(name => !made.includes(name)))
    saved.limits.push({ name, bytes: (await readLimit(host, name)) ?? null });
  const asks = await canAskLxc(host);
  for (const name of named("restart"))
    saved.restarted.push({ name, addresses: asks ? await readAddresses(host, name) : [] });
  for (const name of named("start", "restart", "stop", "delete"))
    saved.states.push({ name, runs: asks && (await readState(host, name)) !== "STOPPED" });
  return saved;
}

/** Stops what did not run, deletes what was made and nothing else, unless it was in use since, and puts limits and configurations back */
export async function rollbackLxc(host: Host, saved: Json, report: Report, late: boolean): Promise<string[]> {
  const before = readSaved(Saved, saved, "lxc");
  const { created, networks, units } = before;
  const asks = await canAskLxc(host);
  const counts = !before.counted && (await readQuota(host)).enabled;
  const steps: UndoStep[] = [
    ...limitSteps(host, before),
    ...(asks ? before.adjusted : []).map(name => ({
      what: `memory and processors of ${name}`,
      undo: () => readjust(host, name),
    })),
    ...(asks ? kept(before, false) : []).map(name => ({
      what: `stop ${name}`,
      undo: () => stopContainer(host, name),
    })),
    ...(asks ? before.restarted : []).map(entry => ({
      what: `stop ${entry.name}`,
      undo: () => stopUnlessAsBefore(host, entry),
    })),
    ...created.map(entry => ({
      what: `${late ? "stop" : "delete"} ${entry.name}`,
      undo: () => (late ? stopIfAsked(host, entry.name, asks) : uncreate(host, entry, asks)),
    })),
    ...networks.map(({ name, file }) => ({
      what: `network of ${name}`,
      undo: () => restoreNetworkInside(host, rootfsPath(name), file),
    })),
    ...unitSteps(host, units, report),
  ];
  await undoAll(steps, notAsBefore);
  return [
    ...(counts ? [markStays] : []),
    ...(late ? await stillThere(host, before) : []),
    ...(await gone(host, before)),
  ];
}

const markStays =
  "btrfs counts no more, but the file system stays marked: kernels before 6.7 do not mount it for writing";

/** What people put into a container since it was made is worth more than going all the way back */
async function stillThere(host: Host, { created }: Saved): Promise<string[]> {
  const there: string[] = [];
  for (const { name } of created)
    if (await host.files.facts(rootfsPath(name)))
      there.push(`the files of container ${name} stay in ${rootfsPath(name)}, without its configuration`);
  return there;
}

/** What was deleted cannot come back */
async function gone(host: Host, { deleted }: Saved): Promise<string[]> {
  const lost: string[] = [];
  for (const name of deleted)
    if ((await host.files.facts(rootfsPath(name))) === undefined)
      lost.push(`the container ${name} is deleted, with its data`);
  return lost;
}

function limitSteps(host: Host, { limits, counted }: Saved): UndoStep[] {
  const back = { what: "quotas of btrfs", undo: () => disableQuota(host) };
  const each = limits.map(({ name, bytes }) => ({
    what: `limit of ${name}`,
    undo: () => writeLimit(host, name, bytes ?? undefined),
  }));
  return counted ? each : [back]; // where btrfs did not count there were no limits
}

/** Its configuration has the limits of before again */
async function readjust(host: Host, name: string): Promise<void> {
  if ((await readState(host, name)) === "RUNNING") await adjustLimits(host, name);
}

/** One that has its new addresses has to come up again with the old ones, which resume sees to */
async function stopUnlessAsBefore(
  host: Host,
  { name, addresses }: Saved["restarted"][number],
): Promise<void> {
  const now = await readAddresses(host, name);
  if (now.join() !== addresses.join()) await stopContainer(host, name);
}

/** Starts the containers that ran: by now the bridges that they are plugged into are back */
export async function resumeLxc(host: Host, saved: Json): Promise<void> {
  const before = readSaved(Saved, saved, "lxc");
  if (!(await canAskLxc(host))) return;
  const steps: UndoStep[] = [];
  for (const name of kept(before, true)) {
    if ((await host.files.facts(rootfsPath(name))) === undefined) continue; // deleted, as rollback said
    steps.push({ what: `start ${name}`, undo: () => startContainer(host, name) });
  }
  await undoAll(steps, notAsBefore);
}

const notAsBefore = {
  tried: "cannot bring every container back to what it was",
  fix: "look at `lxc-ls --fancy` and into /var/lib/lxc",
};

/** Containers of before that ran, or did not */
function kept({ created, states }: Saved, runs: boolean): string[] {
  const stays = (name: string): boolean => !created.some(entry => entry.name === name);
  return states.filter(entry => entry.runs === runs && stays(entry.name)).map(({ name }) => name);
}

async function stopIfAsked(host: Host, name: string, asks: boolean): Promise<void> {
  if (asks) await stopContainer(host, name);
}

/** Step by step: as long as it runs, or something in it is not ours, the rest stays */
async function uncreate(
  host: Host,
  { name, folder }: Saved["created"][number],
  asks: boolean,
): Promise<void> {
  await stopIfAsked(host, name, asks);
  await deleteSnapshot(host, draftPath(name));
  await deleteSnapshot(host, rootfsPath(name));
  const directory = containerDirectory(name);
  if ((await host.files.facts(directory)) === undefined) return;
  if (folder === null) await host.files.removeTree(directory);
  else await host.files.setAttributes(directory, folder);
}

async function attributesOf(host: Host, name: string): Promise<Static<typeof Attributes> | null> {
  const facts = await host.files.facts(containerDirectory(name));
  return facts ? { mode: facts.mode, uid: facts.uid, gid: facts.gid } : null;
}
