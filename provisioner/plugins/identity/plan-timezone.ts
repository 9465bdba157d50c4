import type { Planned } from "./planned.ts";
import type { CurrentTimezone } from "./query.ts";
import { isSameZone, localtimePath, timezonePath } from "./time-zone.ts";

/** The link that everything follows, and the older file where the machine has it */
export function planTimezone({ zone, name }: CurrentTimezone, timezone: string): Planned {
  const linkHolds = isSameZone(zone, timezone);
  const nameHolds = name === undefined || isSameZone(name, timezone);
  return {
    resource: "timezone",
    summary: `set the time zone to ${timezone}`,
    changes: [
      ...(linkHolds ? [] : [{ path: localtimePath, from: zone ?? null, to: timezone }]),
      ...(nameHolds ? [] : [{ path: timezonePath, from: name, to: timezone }]),
    ],
    operations: linkHolds && nameHolds ? [] : [{ do: "set time zone", timezone }],
    alsoChanged: [localtimePath, timezonePath],
  };
}
