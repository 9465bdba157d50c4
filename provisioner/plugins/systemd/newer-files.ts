import type { Host } from "../../host/host.ts";
import { unitFolder } from "../../host/units/unit-files.ts";
import type { UnitRuntime } from "../../host/units/unit-properties.ts";

/** A file and the clock may each be that much off before one counts as later than the other */
const toleranceMilliseconds = 1000;

/**
 * The administrator's files of a unit that changed after it was started: it runs by older ones.
 * What packages bring bears the time at which the package was made, and generators write anew at every reload
 */
export async function newerFiles(host: Host, { active, files, started }: UnitRuntime): Promise<string[]> {
  const uptime = await host.files.read("/proc/uptime");
  if (!active || started === undefined || uptime === undefined) return [];
  const now = host.clock.now().getTime();
  const sinceBoot = Number(uptime.split(" ")[0]) * 1000;
  // the clock on the wall may have been wrong at boot, and the uptime counts hours of sleep: the later one is right
  const start = Math.max(started.onTheWall, now - (sinceBoot - started.sinceBoot)) + toleranceMilliseconds;
  const newer: string[] = [];
  for (const path of files.filter(file => file.startsWith(`${unitFolder}/`))) {
    const modified = (await host.files.modified(path))?.getTime() ?? 0;
    const isFile = (await host.files.facts(path))?.kind === "file";
    if (isFile && modified > start && modified <= now) newer.push(path);
  }
  return newer;
}
