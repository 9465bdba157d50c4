import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";

/** Starts or restarts a unit; when it does not come up, its own last words are in the error */
export async function startUnit(host: Host, verb: "start" | "restart", unit: string): Promise<void> {
  // a unit that failed too often is not even tried again before its counter is cleared
  await host.run("systemctl", ["reset-failed", unit], { allowedExits: [0, 1, 4, 5] });
  const { exit, stderr } = await host.run("systemctl", [verb, unit], {
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

/** For these types systemctl returns once there is a process, however soon it ends: systemd.service(5) */
const startedBlindly = ["simple", "exec", "idle"];

async function diedAtOnce(host: Host, unit: string): Promise<string | undefined> {
  const { Type = "" } = await properties(host, unit);
  if (!startedBlindly.includes(Type)) return undefined;
  await host.clock.sleep(1);
  const { ActiveState, SubState, Result } = await properties(host, unit);
  if (ActiveState !== "failed" && SubState !== "auto-restart") return undefined;
  return `it ended within a second (${Result})`;
}

async function properties(host: Host, unit: string): Promise<Record<string, string>> {
  const shown = await host.run("systemctl", [
    "show",
    "--property=Type,ActiveState,SubState,Result",
    "--",
    unit,
  ]);
  return Object.fromEntries(shown.stdout.split("\n").map(line => line.split("=", 2)));
}

/** Exit statuses of systemctl(1) and the LSB; 0 is success, the rest is reported as one Failure */
const failures = [0, 1, 2, 3, 4, 5, 6];

async function lastWords(host: Host, unit: string): Promise<string> {
  const { stdout } = await host.run(
    "journalctl",
    [...["--unit", unit, "--lines", "6"], ...["--output", "cat", "--no-pager", "--quiet"]],
    { allowedExits: [0, 1] },
  );
  return stdout.trim().split("\n").join(" | ");
}

function firstLine(text: string): string {
  return text.trim().split("\n")[0] ?? "";
}
