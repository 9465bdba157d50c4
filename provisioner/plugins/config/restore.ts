import { type Static, Type } from "@sinclair/typebox";
import type { Action } from "../../contract/action.ts";
import type { Report } from "../../contract/plugin.ts";
import { readSaved } from "../../contract/saved.ts";
import { type UndoStep, undoAll } from "../../contract/undo-all.ts";
import type { Host } from "../../host/host.ts";
import type { Json } from "../../host/json.ts";
import { SavedUnits, saveUnits, startSteps } from "../saved-units.ts";
import type { ConfigOperation } from "./operation.ts";
import { restorePath, SavedPath, savePath } from "./saved-path.ts";
import type { ConfigSection } from "./schema.ts";
import { tellUnit } from "./tell-unit.ts";
import { trialBeside } from "./validate.ts";

const Saved = Type.Object({
  paths: Type.Array(SavedPath),
  units: SavedUnits,
  reload: Type.Array(Type.String()),
  restart: Type.Array(Type.String()),
});
type Saved = Static<typeof Saved>;

/** Files as they are, and which of the units that read them run */
export async function checkpointConfig(
  host: Host,
  _section: ConfigSection,
  actions: readonly Action<ConfigOperation>[],
): Promise<Json> {
  const operations = actions.flatMap(action => action.operations);
  const paths: SavedPath[] = [];
  for (const operation of operations)
    for (const path of pathsOf(operation)) paths.push(await savePath(host, path, operation.do));
  const told = (verb: "reload" | "restart"): string[] =>
    operations.flatMap(operation => (operation.do === verb ? [operation.unit] : []));
  const [reload, restart] = [told("reload"), told("restart")];
  const saved: Saved = { paths, units: await saveUnits(host, [...reload, ...restart]), reload, restart };
  return saved;
}

/** The file of an operation, and where its text may be left when the power goes while a program reads it */
function pathsOf(operation: ConfigOperation): string[] {
  if (!("path" in operation)) return [];
  const trial = operation.do === "write file" ? trialBeside(operation.path, operation.validate) : undefined;
  return [operation.path, ...(trial === undefined ? [] : [trial])];
}

/** Puts the files back */
export async function rollbackConfig(host: Host, saved: Json): Promise<void> {
  const { paths } = readSaved(Saved, saved, "config");
  const steps: UndoStep[] = [...paths]
    .reverse()
    .map(entry => ({ what: entry.path, undo: () => restorePath(host, entry) }));
  await undoAll(steps, {
    tried: "cannot put every file back",
    fix: "look at the named paths with ls -la, and mend them by hand",
  });
}

/** Those that ran read the old files again, or are started with them */
export async function resumeConfig(host: Host, saved: Json, report: Report): Promise<void> {
  const { units, reload, restart } = readSaved(Saved, saved, "config");
  const ran = units.units.filter(({ active }) => active).map(({ unit }) => unit);
  const steps = [
    ...startSteps(host, units, report, restart),
    ...reload
      .filter(unit => host.stage === "live" && ran.includes(unit))
      .map(unit => ({ what: `reload ${unit}`, undo: () => tellUnit(host, "reload", unit) })),
  ];
  await undoAll(steps, {
    tried: "cannot have every unit read its old files",
    fix: "see journalctl --unit for each of them",
  });
}
