import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { diedAtOnce, lastWords } from "../../host/units/came-up.ts";
import { restartedTogether } from "../../host/units/restarted-together.ts";

/** Starts or restarts a unit; when it does not come up, its own last words are in the error */
export async function startUnit(host: Host, verb: "start" | "restart", unit: string): Promise<void> {
  // a unit that failed too often is not even tried again before its counter is cleared
  await host.run("systemctl", ["reset-failed", unit], { allowedExits: [0, 1, 4, 5] });
  const units = verb === "restart" ? await restartedTogether(host, unit) : [unit];
  const { exit, stderr } = await host.run("systemctl", [verb, ...units], {
    allowedExits: failures,
    timeout: 300,
  });
  const trouble = exit === 0 ? await diedAtOnce(host, unit) : firstLine(stderr);
  if (trouble === undefined) return;
  throw new Failure({
    kind: "machine",
    tried: `cannot ${verb} ${unit}`,
    found: [trouble, await lastWords(host, unit)].filter(Boolean).join(" | "),
    needs: "a unit that comes up",
    fix: `see journalctl --unit ${unit}`,
  });
}

/** Exit statuses of systemctl(1) and the LSB; 0 is success, the rest is reported as one Failure */
const failures = [0, 1, 2, 3, 4, 5, 6];

function firstLine(text: string): string {
  return text.trim().split("\n")[0] ?? "";
}
