import type { Host } from "../host.ts";

/** For these types systemctl returns once there is a process, however soon it ends: systemd.service(5) */
const startedBlindly = ["simple", "exec", "idle"];

/** Why a unit that systemctl has just started is no longer up a second later; undefined when it is */
export async function diedAtOnce(host: Host, unit: string): Promise<string | undefined> {
  const { Type = "" } = await properties(host, unit);
  if (!startedBlindly.includes(Type)) return undefined;
  await host.clock.sleep(1);
  const { ActiveState, SubState, Result } = await properties(host, unit);
  if (ActiveState !== "failed" && SubState !== "auto-restart") return undefined;
  return `it ended within a second (${Result})`;
}

/** What a unit wrote to the journal last */
export async function lastWords(host: Host, unit: string): Promise<string> {
  const { stdout } = await host.run(
    "journalctl",
    [...["--unit", unit, "--lines", "6"], ...["--output", "cat", "--no-pager", "--quiet"]],
    { allowedExits: [0, 1] },
  );
  return stdout.trim().split("\n").join(" | ");
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
