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
  files: Record<string, string>;
}

/** A machine with these units installed, none of them enabled */
export function machineWith(...packaged: string[]): ModelledMachine {
  return { packaged, enabled: [], masked: [], active: [], stale: [], files: {} };
}

/** What query would read on that machine for a section */
export function currentOf(
  machine: ModelledMachine,
  section: SystemdSection,
  stage: "install" | "live",
): CurrentSystemd {
  const names = new Set([...wantedUnits(section), ...wantedFiles(section)].map(({ unit }) => unit));
  for (const path of Object.keys(machine.files)) names.add(unitAt(path));
  const units = [...names].map(unit => {
    const active = machine.active.includes(unit);
    const runtime = { active, settled: active, needsReload: machine.stale.includes(unit) };
    return [unit, { boot: bootOf(machine, unit), ...(stage === "live" && { runtime }) }] as const;
  });
  return { units: Object.fromEntries(units), files: machine.files };
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
      machine.masked = withUnit(machine.masked, operation.unit);
      return;
    case "unmask":
      machine.masked = without(machine.masked, operation.unit);
      return;
    case "start":
    case "restart":
      if (bootOf(machine, operation.unit) === "masked") throw new Error("masked");
      machine.active = withUnit(machine.active, existing(machine, operation.unit));
      return;
    case "stop":
      machine.active = without(machine.active, operation.unit);
  }
}

function bootOf(machine: ModelledMachine, unit: string): string {
  if (machine.masked.includes(unit)) return "masked";
  if (!exists(machine, unit)) return "not-found";
  return machine.enabled.includes(unit) ? "enabled" : "disabled";
}

function exists({ packaged, files }: ModelledMachine, unit: string): boolean {
  return packaged.includes(unit) || files[`/etc/systemd/system/${unit}`] !== undefined;
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
