import { isTemplate, unitName } from "../../host/units/unit-name.ts";
import { joinPointer } from "../../state/pointer.ts";
import type { Problem } from "../../state/problem.ts";
import { stateWants } from "./desired.ts";
import type { SystemdSection } from "./schema.ts";

/** A template never runs itself, and only an instance that its [Install] names starts at boot by it */
export function checkTemplates({ services, custom_units }: SystemdSection): Problem[] {
  const asked = [
    ...Object.entries(services ?? {}).map(([name, { state, ...halves }]) => ({
      unit: unitName(name),
      pointer: joinPointer("/services", name),
      running: halves.running ?? (state === undefined ? undefined : stateWants[state].running),
    })),
    ...Object.entries(custom_units ?? {}).map(([unit, { running, state }]) => ({
      unit,
      pointer: joinPointer("/custom_units", unit),
      running: state === "absent" ? undefined : running,
    })),
  ];
  return asked
    .filter(({ unit, running }) => isTemplate(unit) && running === true)
    .map(({ unit, pointer }) => ({
      stage: "plan",
      pointer,
      found: `${unit} is to run, which is the template of units`,
      needs: "the name of an instance",
      fix: `put ${unit.replace("@.", "@NAME.")} into services instead`,
    }));
}
