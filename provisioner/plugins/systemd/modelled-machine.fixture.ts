import { isTemplate, templateOf } from "../../host/units/unit-name.ts";
import { wantedFiles, wantedUnits } from "./desired.ts";
import type { SystemdOperation } from "./operation.ts";
import type { CurrentSystemd } from "./query.ts";
import type { SystemdSection } from "./schema.ts";

/** systemd as a model, for tests */
export interface ModelledMachine {
  /** Units that packages brought */
  packaged: readonly string[];
  enabled: string[];
  masked: string[];
  active: string[];
  /** Units whose files changed after systemd read them */
  stale: string[];
  /** Units that run by files older than those that lie there */
  outdated: string[];
  files: Record<string, string>;
}

/** A machine with these units installed, none of them enabled */
export function machineWith(...packaged: string[]): ModelledMachine {
  return { packaged, enabled: [], masked: [], active: [], stale: [], outdated: [], files: {} };
}

/** What query would read on that machine for a section */
export function currentOf(
  machine: ModelledMachine,
  section: SystemdSection,
  stage: "install" | "live",
): CurrentSystemd {
  const names = new Set([...wantedUnits(section), ...wantedFiles(section)].map(({ unit }) => unit));
  for (const path of Object.keys(machine.files)) names.add(unitAt(path));
  const live = stage === "live";
  const templates = [...names].filter(isTemplate);
  const instances = templates.map(
    template => [template, live ? instancesOf(machine, template) : []] as const,
  );
  for (const unit of instances.flatMap(([, running]) => running)) names.add(unit);
  const units = [...names].map(unit => {
    const active = machine.active.includes(unit);
    const needsReload = machine.stale.some(name => name === unit || name === templateOf(unit));
    const runtime = { active, settled: active, needsReload, files: [] };
    return [unit, { boot: bootOf(machine, unit), ...(live && !isTemplate(unit) && { runtime }) }] as const;
  });
  const outdated = live ? machine.outdated.filter(unit => names.has(unit)) : [];
  return {
    units: Object.fromEntries(units),
    instances: Object.fromEntries(instances),
    newer: Object.fromEntries(outdated.map(unit => [unit, [`/etc/systemd/system/${unit}`]])),
    files: machine.files,
    unitFiles: Object.keys(machine.files).filter(path => !path.includes(".d/")),
  };
}

function instancesOf({ active }: ModelledMachine, template: string): string[] {
  return active.filter(unit => templateOf(unit) === template).sort();
}

/** The machine once these operations are done; throws where systemctl would have failed */
export function machineAfter(
  machine: ModelledMachine,
  operations: readonly SystemdOperation[],
): ModelledMachine {
  const next = structuredClone(machine);
  for (const operation of operations) perform(next, operation);
  return next;
}

function perform(machine: ModelledMachine, operation: SystemdOperation): void {
  switch (operation.do) {
    case "write file":
      machine.files[operation.path] = operation.content;
      machine.stale.push(operation.unit);
      machine.outdated.push(
        ...machine.active.filter(unit => [unit, templateOf(unit)].includes(operation.unit)),
      );
      return;
    case "remove file":
      delete machine.files[operation.path];
      return;
    case "reload":
      machine.stale = [];
      return;
    case "enable":
      if (bootOf(machine, operation.unit) === "masked") throw new Error("masked");
      machine.enabled = withUnit(machine.enabled, existing(machine, operation.unit));
      return;
    case "disable":
      machine.enabled = without(machine.enabled, existing(machine, operation.unit));
      return;
    case "mask":
      if (machine.files[`/etc/systemd/system/${operation.unit}`]) throw new Error("a file is in the way");
      machine.masked = withUnit(machine.masked, operation.unit);
      return;
    case "unmask":
      machine.masked = without(machine.masked, operation.unit);
      return;
    case "start":
    case "restart":
      if (bootOf(machine, operation.unit) === "masked") throw new Error("masked");
      if (isTemplate(operation.unit)) throw new Error("a template");
      if (operation.do === "restart" || !machine.active.includes(operation.unit))
        machine.outdated = without(machine.outdated, operation.unit);
      machine.active = withUnit(machine.active, existing(machine, operation.unit));
      return;
    case "stop":
      if (isTemplate(operation.unit)) throw new Error("a template");
      machine.outdated = without(machine.outdated, operation.unit);
      machine.active = without(machine.active, operation.unit);
  }
}

function bootOf(machine: ModelledMachine, unit: string): string {
  if (machine.masked.includes(unit)) return "masked";
  if (!exists(machine, unit)) return "not-found";
  return machine.enabled.includes(unit) ? "enabled" : "disabled";
}

function exists({ packaged, files }: ModelledMachine, unit: string): boolean {
  const names = [unit, templateOf(unit) ?? unit];
  return names.some(name => packaged.includes(name) || files[`/etc/systemd/system/${name}`] !== undefined);
}

function existing(machine: ModelledMachine, unit: string): string {
  if (!exists(machine, unit)) throw new Error(`no unit ${unit}`);
  return unit;
}

function unitAt(path: string): string {
  return path.replace("/etc/systemd/system/", "").replace(/\.d\/.*/, "");
}

function withUnit(units: readonly string[], unit: string): string[] {
  return [...without(units, unit), unit];
}

function without(units: readonly string[], unit: string): string[] {
  return units.filter(other => other !== unit);
}
