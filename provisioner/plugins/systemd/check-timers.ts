import { unitName } from "../../host/units/unit-name.ts";
import { joinPointer } from "../../state/pointer.ts";
import type { Problem } from "../../state/problem.ts";
import type { SystemdSection, Timer } from "./schema.ts";

/** Timers that would never fire, start nothing, or are written twice */
export function checkTimers({ timers, custom_units }: SystemdSection): Problem[] {
  const problems: Problem[] = [];
  for (const [name, timer] of Object.entries(timers ?? {})) {
    if (timer.state === "absent") continue;
    const pointer = joinPointer("/timers", name);
    const unit = unitName(name, "timer");
    const starts = timer.unit ?? unit.replace(/\.timer$/, ".service");
    if (!fires(timer)) problems.push(neverFires(pointer));
    if (timer.persistent && timer.on_calendar === undefined) problems.push(persistentInVain(pointer));
    if (custom_units?.[unit] || (unit !== name && timers?.[unit])) problems.push(doubled(pointer, unit));
    if (!custom_units?.[starts]) problems.push(startsUnknown(pointer, starts));
  }
  return problems;
}

function fires(timer: Timer): boolean {
  const first = [timer.on_calendar, timer.on_boot_sec, timer.on_startup_sec, timer.on_active_sec];
  const again = [timer.on_unit_active_sec, timer.on_unit_inactive_sec];
  return (
    [...first, ...again].some(value => value !== undefined) ||
    timer.on_clock_change === true ||
    timer.on_timezone_change === true
  );
}

function persistentInVain(pointer: string): Problem {
  return {
    stage: "plan",
    severity: "warning",
    pointer: joinPointer(pointer, "persistent"),
    found: "persistent without on_calendar: it has no effect",
    needs: "on_calendar, the only kind of time that can be missed",
    fix: "say on_calendar, or take persistent out",
  };
}

function neverFires(pointer: string): Problem {
  return {
    stage: "plan",
    pointer,
    found: "a timer that never fires",
    needs: "on_calendar, on_boot_sec, on_unit_active_sec, or another on_…",
    fix: "say when, for example on_calendar: daily",
  };
}

function doubled(pointer: string, unit: string): Problem {
  return {
    stage: "plan",
    pointer,
    found: `${unit}, which the section writes a second time`,
    needs: "one text for each file",
    fix: "take one of the two out",
  };
}

function startsUnknown(pointer: string, unit: string): Problem {
  return {
    stage: "plan",
    severity: "warning",
    pointer,
    found: `a timer for ${unit}, which custom_units does not have`,
    needs: "a package that brings that unit",
    fix: `put ${unit} into custom_units unless a package brings it`,
  };
}
