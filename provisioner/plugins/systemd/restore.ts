import { type Static, Type } from "@sinclair/typebox";
import type { Action } from "../../contract/action.ts";
import type { Report } from "../../contract/plugin.ts";
import { readSaved } from "../../contract/saved.ts";
import { undoAll } from "../../contract/undo-all.ts";
import type { Host } from "../../host/host.ts";
import type { Json } from "../../host/json.ts";
import { installNames } from "../../host/units/unit-files.ts";
import { readUnitStates } from "../../host/units/unit-states.ts";
import { SavedUnits, saveUnits, startSteps, stopSteps } from "../saved-units.ts";
import { newerFiles } from "./newer-files.ts";
import type { SystemdOperation } from "./operation.ts";
import { onChange } from "./restarting.ts";
import type { SystemdSection } from "./schema.ts";

const Saved = Type.Object({
  units: SavedUnits,
  /** Those that may have been started by new files on the way; what is never restarted is not among them */
  restarted: Type.Array(Type.String()),
});
type Saved = Static<typeof Saved>;

/** Saves the links by which the units of this plan are enabled, and which of them run */
export async function checkpointSystemd(
  host: Host,
  _section: SystemdSection,
  actions: readonly Action<SystemdOperation>[],
): Promise<Json> {
  const operations = actions.flatMap(action => action.operations);
  const written = operations.filter(operation => operation.do === "write file");
  const restarted = operations.flatMap(operation =>
    operation.do === "restart" || (operation.do === "write file" && onChange(operation.unit) === "restart")
      ? [operation.unit]
      : [],
  );
  const units = new Set(operations.flatMap(operation => ("unit" in operation ? [operation.unit] : [])));
  const installed = written.flatMap(({ content }) => installNames(content, ["Alias", "Also"]));
  const saved: Saved = {
    units: await saveUnits(host, [...units], installed),
    restarted: [...new Set(restarted)],
  };
  return saved;
}

/** Stops what did not run, and puts the links back exactly */
export async function rollbackSystemd(host: Host, saved: Json, report: Report): Promise<void> {
  const { units } = readSaved(Saved, saved, "systemd");
  await undoAll(stopSteps(host, units, report), notAsBefore);
}

/** Starts what ran, by its old files */
export async function resumeSystemd(host: Host, saved: Json, report: Report): Promise<void> {
  const { units, restarted } = readSaved(Saved, saved, "systemd");
  const restart = await startedByOtherFiles(host, units, restarted);
  await undoAll(startSteps(host, units, report, restart), notAsBefore);
}

/**
 * Those that were started anew since, and those whose files were written: these are newer than the unit now, which
 * would count as changed. Without an answer of systemd all of them
 */
async function startedByOtherFiles(
  host: Host,
  { units }: SavedUnits,
  restarted: readonly string[],
): Promise<string[]> {
  if (host.stage !== "live" || restarted.length === 0) return [];
  try {
    const states = await readUnitStates(host, restarted);
    const others: string[] = [];
    for (const unit of restarted) {
      const runtime = states[unit]?.runtime;
      const before = units.find(entry => entry.unit === unit)?.invocation;
      const isThatStart = before !== undefined && runtime?.invocation === before;
      if (!isThatStart || !runtime || (await newerFiles(host, runtime)).length > 0) others.push(unit);
    }
    return others;
  } catch {
    return [...restarted];
  }
}

const notAsBefore = {
  tried: "cannot bring every unit back to what it was",
  fix: "see journalctl --unit for each of them",
};
