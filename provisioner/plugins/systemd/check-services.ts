import { unitName } from "../../host/units/unit-name.ts";
import { joinPointer } from "../../state/pointer.ts";
import type { Problem } from "../../state/problem.ts";
import { stateWants } from "./desired.ts";
import type { Service, SystemdSection } from "./schema.ts";

/** Units asked for under two names or in two ways */
export function checkServices({ services, custom_units }: SystemdSection): Problem[] {
  const problems: Problem[] = [];
  const seen = new Map<string, string>();
  for (const [name, service] of Object.entries(services ?? {})) {
    const pointer = joinPointer("/services", name);
    const unit = unitName(name);
    const other = seen.get(unit);
    if (other !== undefined) problems.push(doubled(pointer, unit, other));
    seen.set(unit, name);
    problems.push(...contradictions(pointer, service));
    const custom = custom_units?.[unit];
    if (custom && custom.state !== "absent" && service.state === "masked")
      problems.push(maskedCustom(pointer, unit));
  }
  return problems;
}

function contradictions(pointer: string, { state, enabled, running }: Service): Problem[] {
  if (state === undefined) return [];
  const wants = stateWants[state];
  const problems: Problem[] = [];
  if (enabled !== undefined && wants.boot !== undefined && (wants.boot === "enabled") !== enabled)
    problems.push(contradiction(joinPointer(pointer, "enabled"), `${enabled} beside state: ${state}`));
  if (running !== undefined && wants.running !== running)
    problems.push(contradiction(joinPointer(pointer, "running"), `${running} beside state: ${state}`));
  return problems;
}

function contradiction(pointer: string, found: string): Problem {
  const fix = "take state out and say enabled and running, or take this line out";
  return { stage: "plan", pointer, found, needs: "one meaning", fix };
}

function doubled(pointer: string, unit: string, other: string): Problem {
  return {
    stage: "plan",
    pointer,
    found: `${unit}, which ${other} means as well`,
    needs: "each unit once",
    fix: `put both under ${unit}`,
  };
}

function maskedCustom(pointer: string, unit: string): Problem {
  return {
    stage: "plan",
    pointer: joinPointer(pointer, "state"),
    found: "masked, for a unit that custom_units writes",
    needs: "one or the other: a mask stands where the file would",
    fix: `say custom_units.${unit}.state: absent, or state: disabled here`,
  };
}
