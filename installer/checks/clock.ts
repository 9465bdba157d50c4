import type { RunResult } from "../../provisioner/host/run.ts";
import type { Problem } from "../../provisioner/state/problem.ts";
import { type Check, type Ground, machineProblem } from "./ground.ts";
import { askMainMirror } from "./mirrors.ts";

/**
 * Certificates and signatures need the time. A clock before the medium was built is wrong: it is set to that day, and
 * where a mirror is needed, whose lists may be younger, to the mirror's time
 */
export const checkClock: Check = async ({ host, medium, settings, fetches, mirrors, report }) => {
  const { clock } = host;
  if (!medium || clock.now().getTime() >= Date.parse(medium.built)) return [];
  const found = clock.now().toISOString();
  const set = (time: string): Promise<RunResult> => host.run("date", ["--utc", `--set=${time}`]);
  await set(medium.built);
  if (clock.now().getTime() < Date.parse(medium.built)) return [stuckClock(found, medium.built)];
  const { date } = fetches ? await askMainMirror(mirrors, settings) : {};
  const later = date && date > clock.now() ? date.toISOString() : undefined;
  if (later) await set(later);
  report(
    `The clock said ${found}, which is before this medium was built; it was set to ${later ?? medium.built}`,
  );
  return [];
};

function stuckClock(found: string, built: string): Problem {
  return machineProblem(
    `a clock at ${found}, and it cannot be set`,
    `a time after ${built}`,
    "set the clock in the firmware",
  );
}

/** So much later or earlier than the mirror, the clock may be why its lists count as not valid yet, or as expired */
const suspiciousSeconds = 60;

/** Said where the lists of the mirror were refused: its clock is somewhere else than that of this machine */
export async function clockBesideMirror({ host, settings, mirrors }: Ground): Promise<Problem[]> {
  const { date } = await askMainMirror(mirrors, settings);
  const now = host.clock.now();
  if (!date || Math.abs(date.getTime() - now.getTime()) < suspiciousSeconds * 1000) return [];
  return [
    machineProblem(
      `a clock at ${now.toISOString()}, while the mirror's is at ${date.toISOString()}`,
      "the right time: the lists of a mirror are valid from one day to another",
      "set the clock, in the firmware or with date --utc --set=TIME, then retry",
    ),
  ];
}
