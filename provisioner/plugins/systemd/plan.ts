import type { Action } from "../../contract/action.ts";
import type { PlanContext } from "../../contract/plugin.ts";
import { wantedFiles, wantedUnits } from "./desired.ts";
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
  const touched = [...changed]
    .filter(unit => !gone.has(unit) && !units.some(other => other.unit === unit))
    .map(unit => ({ unit }));
  const then = withoutUnits(current, gone);
  return [
    ...files.map(({ action }) => action),
    ...units.flatMap(unit => planBoot(then, unit)),
    ...[...units, ...touched].flatMap(unit =>
      planRunning(then, unit, { stage, changed: changed.has(unit.unit) }),
    ),
  ];
}

/** The machine once these unit files are gone; whether a package's unit of that name lies below is seen by then */
function withoutUnits(current: CurrentSystemd, gone: ReadonlySet<string>): CurrentSystemd {
  const units = Object.entries(current.units).filter(([unit]) => !gone.has(unit));
  return { ...current, units: Object.fromEntries(units) };
}
