import { type Static, Type } from "@sinclair/typebox";
import type { Action } from "../../contract/action.ts";
import type { Report } from "../../contract/plugin.ts";
import { readSaved } from "../../contract/saved.ts";
import { undoAll } from "../../contract/undo-all.ts";
import type { Host } from "../../host/host.ts";
import type { Json } from "../../host/json.ts";
import { installNames } from "../../host/units/unit-files.ts";
import { SavedUnits, saveUnits, startSteps, stopSteps } from "../saved-units.ts";
import type { SystemdOperation } from "./operation.ts";
import type { SystemdSection } from "./schema.ts";

const Saved = Type.Object({
  units: SavedUnits,
  /** Those that run by new files, or are restarted, on the way */
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
    operation.do === "write file" || operation.do === "restart" ? [operation.unit] : [],
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
  await undoAll(startSteps(host, units, report, restarted), notAsBefore);
}

const notAsBefore = {
  tried: "cannot bring every unit back to what it was",
  fix: "see journalctl --unit for each of them",
};
