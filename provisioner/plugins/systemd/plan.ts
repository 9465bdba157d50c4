import type { Action } from "../../contract/action.ts";
import type { PlanContext } from "../../contract/plugin.ts";
import { isTemplate, templateOf } from "../../host/units/unit-name.ts";
import { type WantedUnit, wantedFiles, wantedUnits } from "./desired.ts";
import type { SystemdOperation } from "./operation.ts";
import { planBoot } from "./plan-boot.ts";
import { ownedFiles, planFile } from "./plan-file.ts";
import { planRunning } from "./plan-running.ts";
import type { CurrentSystemd } from "./query.ts";
import type { SystemdSection } from "./schema.ts";

/** Files first, then what starts at boot, then what runs: each unit is whole before it is started */
export function planSystemd(
  current: CurrentSystemd,
  section: SystemdSection,
  { stage, owned }: PlanContext,
): Action<SystemdOperation>[] {
  const wanted = wantedFiles(section);
  const units = wantedUnits(section);
  const files = [...wanted, ...ownedFiles(current, wanted, owned)].map(file => ({
    unit: file.unit,
    isUnit: file.resource.startsWith("unit/"),
    action: planFile(current, file, stage),
  }));
  const gone = new Set(
    files.filter(({ isUnit, action }) => isUnit && action.kind === "delete").map(({ unit }) => unit),
  );
  const changed = new Set(files.filter(({ action }) => action.kind !== "noop").map(({ unit }) => unit));
  const isIn = (set: ReadonlySet<string>, unit: string): boolean =>
    set.has(unit) || set.has(templateOf(unit) ?? "");
  const then = without(current, unit => isIn(gone, unit));
  // what an instance says of itself counts more than what its template says of all
  const withRunning = units.flatMap(wanted =>
    instancesOf(current, wanted).filter(
      ({ unit }) => unit === wanted.unit || !units.some(other => other.unit === unit),
    ),
  );
  const concerned = files.flatMap(({ unit }) => instancesOf(current, { unit }).map(one => one.unit));
  const touched = [...new Set(concerned)]
    .filter(unit => !isIn(gone, unit) && !withRunning.some(other => other.unit === unit))
    .map(unit => ({ unit }));
  return [
    ...files.map(({ action }) => action),
    ...units.flatMap(unit => planBoot(then, unit)),
    ...[...withRunning, ...touched]
      .sort((one, other) => startRank(one) - startRank(other) || (one.unit < other.unit ? -1 : 1))
      .flatMap(unit => planRunning(then, unit, { stage, changed: isIn(changed, unit.unit) })),
  ];
}

/** Systemd refuses to start a socket whose service runs already, and one that still listens starts its service again */
function startRank({ unit }: WantedUnit): number {
  return /\.(socket|timer|path)$/.test(unit) ? 0 : 1;
}

/** A template never runs itself: what is said of it is meant for the instances that run */
function instancesOf({ instances }: CurrentSystemd, wanted: WantedUnit): WantedUnit[] {
  if (!isTemplate(wanted.unit)) return [wanted];
  const { running } = wanted;
  return (instances[wanted.unit] ?? []).map(unit => ({ unit, ...(running === false && { running }) }));
}

/** The machine once these unit files are gone; whether a package's unit of that name lies below is seen by then */
function without(current: CurrentSystemd, isGone: (unit: string) => boolean): CurrentSystemd {
  const units = Object.entries(current.units).filter(([unit]) => !isGone(unit));
  return {
    ...current,
    units: Object.fromEntries(units),
    unitFiles: current.unitFiles.filter(path => !isGone(path.slice(path.lastIndexOf("/") + 1))),
  };
}
