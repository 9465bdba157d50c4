import { dirname } from "node:path";
import { type Static, Type } from "@sinclair/typebox";
import type { Report } from "../contract/plugin.ts";
import { type UndoStep, undoAll } from "../contract/undo-all.ts";
import type { Files } from "../host/files.ts";
import type { Host } from "../host/host.ts";
import { type EnableLink, enableLinks, namesOf } from "../host/units/enable-links.ts";
import { restartedTogether } from "../host/units/restarted-together.ts";
import { isTemplate } from "../host/units/unit-name.ts";
import { parseUnitProperties, unitProperties } from "../host/units/unit-properties.ts";
import { readUnitStates } from "../host/units/unit-states.ts";

/** Units as they were: which of them ran, and the links by which they are enabled, masked or have other names */
export const SavedUnits = Type.Object({
  units: Type.Array(
    Type.Object({
      unit: Type.String(),
      active: Type.Boolean(),
      /** Which of its starts it ran by */
      invocation: Type.Optional(Type.String()),
    }),
  ),
  /** Every name that systemctl may link when it enables them */
  names: Type.Array(Type.String()),
  links: Type.Array(Type.Object({ path: Type.String(), target: Type.String() })),
});
export type SavedUnits = Static<typeof SavedUnits>;

/** Saves units for `unitSteps`: whether they run, and their links; of `linked`, whether or not there yet, the links alone */
export async function saveUnits(
  host: Host,
  units: readonly string[],
  linked: readonly string[] = [],
): Promise<SavedUnits> {
  // a template has links, and nothing of its name ever runs
  const startable = units.filter(unit => !isTemplate(unit));
  const states = host.stage === "live" ? await readUnitStates(host, startable) : {};
  const names = await namesOf(host.files, [...units, ...linked]);
  return {
    units: startable.map(unit => {
      const { active = false, invocation } = states[unit]?.runtime ?? {};
      return { unit, active, ...(active && invocation ? { invocation } : {}) };
    }),
    names: [...names],
    links: await enableLinks(host.files, names),
  };
}

/** Stops what did not run, puts the links back exactly, and starts what ran */
export function unitSteps(host: Host, saved: SavedUnits, report: Report): UndoStep[] {
  return [...stopSteps(host, saved, report), ...startSteps(host, saved, report)];
}

/** Stops what did not run, and puts the links back exactly */
export function stopSteps(host: Host, saved: SavedUnits, report: Report): UndoStep[] {
  const units = saved.units.map(({ unit }) => unit);
  if (saved.names.length === 0) return [];
  const links = { what: `links of ${saved.names.join(", ")}`, undo: () => restoreLinks(host, saved) };
  const reload = { what: "systemctl daemon-reload", undo: () => quietly(host, ["daemon-reload"]) };
  if (host.stage !== "live") return [links];
  if (units.length === 0) return [links, reload];

  const { ask, systemctl } = unitsNow(host, units, report);
  return [
    ask,
    // first, while systemd still knows the units that go: a timer masked while it runs would be left as failed
    ...triggersFirst(activeBefore(saved, false)).map(unit => systemctl("stop", unit)),
    links,
    reload,
    resetFailed(host, units),
  ];
}

/** Starts what ran; what is in `restart` has its old files again, and is restarted */
export function startSteps(
  host: Host,
  saved: SavedUnits,
  report: Report,
  restart: readonly string[] = [],
): UndoStep[] {
  const units = activeBefore(saved, true);
  if (host.stage !== "live" || units.length === 0) return [];
  const { ask, systemctl } = unitsNow(host, units, report);
  // systemd refuses to start a socket whose service runs already
  const steps = triggersFirst(units).map(unit =>
    systemctl(restart.includes(unit) ? "restart" : "start", unit),
  );
  // a unit that its new files drove into the limit of starts may have come to it since it was last reset
  return [resetFailed(host, units), ask, ...steps];
}

/** Neither a failure nor a count of starts from this transaction may be in the way */
function resetFailed(host: Host, units: readonly string[]): UndoStep {
  return {
    what: "systemctl reset-failed",
    undo: () => quietly(host, ["reset-failed", ...units], [0, 1, 4, 5]),
  };
}

type Verb = "start" | "stop" | "restart";

/** Asks once which units run, so that systemctl is started only for those that are not as wanted */
function unitsNow(
  host: Host,
  units: readonly string[],
  report: Report,
): { ask: UndoStep; systemctl(verb: Verb, unit: string): UndoStep } {
  // without an answer everything is asked for; systemctl leaves alone what already is so
  let running: ReadonlySet<string> | undefined;
  return {
    ask: {
      what: "ask which units run",
      undo: async () => {
        running = await runningNow(host, units);
      },
    },
    systemctl: (verb, unit) => ({
      what: `${verb} ${unit}`,
      undo: async () => {
        const runs = running?.has(unit);
        if (verb === "stop" ? runs === false : verb === "start" && runs === true) return;
        const actual = verb === "restart" && runs === false ? "start" : verb;
        report(`${actual} ${unit}`);
        const together = actual === "restart" ? await restartedTogether(host, unit) : [unit];
        await host.run("systemctl", [actual, ...together], { timeout: 300 });
      },
    }),
  };
}

function activeBefore({ units }: SavedUnits, active: boolean): string[] {
  return units.filter(entry => entry.active === active).map(({ unit }) => unit);
}

/** These units, and the sockets, timers and paths that would start them again when they are stopped */
export async function withTriggers(host: Host, units: readonly string[]): Promise<string[]> {
  if (host.stage !== "live" || units.length === 0) return [...units];
  const shown = await host.run("systemctl", ["show", "--property=TriggeredBy", "--value", "--", ...units]);
  return [...new Set([...units, ...shown.stdout.split(/\s+/).filter(Boolean)])];
}

function triggersFirst(units: readonly string[]): string[] {
  const isTrigger = (unit: string): boolean => /\.(socket|timer|path)$/.test(unit);
  return [...units.filter(isTrigger), ...units.filter(unit => !isTrigger(unit))];
}

/** Under the names asked for, whether or not a file still defines the unit */
async function runningNow(host: Host, units: readonly string[]): Promise<Set<string>> {
  const words = ["show", `--property=${unitProperties.join(",")}`, "--", ...units];
  const states = parseUnitProperties((await host.run("systemctl", words)).stdout);
  return new Set(units.filter((_, index) => states[index]?.runtime?.active));
}

async function quietly(host: Host, words: string[], allowedExits = [0]): Promise<void> {
  await host.run("systemctl", words, { allowedExits });
}

async function restoreLinks({ files }: Host, { names, links }: SavedUnits): Promise<void> {
  const now = await enableLinks(files, await namesOf(files, names));
  const came = now.filter(({ path }) => !links.some(link => link.path === path));
  const changed = links.filter(link => !now.some(({ path, target }) => isSame(link, { path, target })));
  const steps = [
    ...came.map(({ path }) => ({ what: path, undo: () => removeLink(files, path) })),
    ...changed.map(({ path, target }) => ({ what: path, undo: () => files.link(path, target) })),
  ];
  await undoAll(steps, { tried: "cannot put every link back", fix: "see systemctl status of each unit" });
}

/** With the folder when it was the last one in it, as systemctl does */
async function removeLink(files: Files, path: string): Promise<void> {
  await files.remove(path);
  const folder = dirname(path);
  const isEmpty = /\.(wants|requires|upholds)$/.test(folder) && (await files.list(folder)).length === 0;
  if (isEmpty) await files.removeTree(folder);
}

function isSame(a: EnableLink, b: EnableLink): boolean {
  return a.path === b.path && a.target === b.target;
}
