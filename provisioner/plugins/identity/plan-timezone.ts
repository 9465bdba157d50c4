import type { Planned } from "./planned.ts";
import type { CurrentTimezone } from "./query.ts";
import { isSameZone, localtimePath, timezonePath, zonePath } from "./time-zone.ts";

/** The link that everything follows, and the older file where the machine has it */
export function planTimezone({ zone, name, known }: CurrentTimezone, timezone: string): Planned {
  const linkHolds = isSameZone(zone, timezone);
  const nameHolds = name === undefined || isSameZone(name, timezone);
  return {
    resource: "timezone",
    summary: `set the time zone to ${timezone}`,
    changes: [
      ...(linkHolds ? [] : [{ path: localtimePath, from: zone ?? null, to: timezone }]),
      ...(nameHolds ? [] : [{ path: timezonePath, from: name, to: timezone }]),
    ],
    operations: [
      ...(linkHolds ? [] : [{ do: "link" as const, path: localtimePath, target: zonePath(timezone) }]),
      ...(nameHolds ? [] : [{ do: "write" as const, path: timezonePath, content: `${timezone}\n` }]),
    ],
    refused: known
      ? undefined
      : `this machine has no ${zonePath(timezone)}; write a time zone that timedatectl list-timezones prints, or install tzdata (tzdata-legacy for old names)`,
  };
}
