import { Failure } from "../../host/failure.ts";
import type { Files } from "../../host/files.ts";
import { readTimezone } from "./query.ts";
import { isSameZone, localtimePath, timezonePath, zonePath, zonesFolder } from "./time-zone.ts";

/** Looks again before it links: zones, and bookworm's older file, may have come with a package since the plan */
export async function setTimezone(files: Files, timezone: string): Promise<void> {
  const { zone, name } = await readTimezone(files);
  if (!isSameZone(zone, timezone)) {
    if (!(await files.facts(zonePath(timezone)))) throw await unknownZone(files, timezone);
    await files.link(localtimePath, zonePath(timezone));
  }
  if (name !== undefined && !isSameZone(name, timezone)) await files.write(timezonePath, `${timezone}\n`);
}

async function unknownZone(files: Files, timezone: string): Promise<Failure> {
  const hasZones = (await files.list(zonesFolder)).length > 0;
  const install = "let plugins.packagekit of the same document install";
  return new Failure({
    kind: "machine",
    tried: `cannot set the time zone to ${timezone}`,
    found: `no ${zonePath(timezone)}`,
    ...(hasZones
      ? {
          needs:
            "a zone that `timedatectl list-timezones` prints; old names are in the package tzdata-legacy",
          fix: `write another zone, or ${install} tzdata-legacy`,
        }
      : { needs: "the package tzdata", fix: `${install} tzdata` }),
  });
}
