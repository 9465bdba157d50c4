import type { Host } from "../host.ts";
import { readUnitStates } from "./unit-states.ts";

/**
 * A unit with those that have to be restarted in one job with it: systemd refuses to start a socket while
 * the service behind it runs
 */
export async function restartedTogether(host: Host, unit: string): Promise<string[]> {
  if (!unit.endsWith(".socket")) return [unit];
  const shown = await host.run("systemctl", ["show", "--property=Triggers", "--value", "--", unit]);
  const behind = shown.stdout.split(/\s+/).filter(Boolean);
  const states = await readUnitStates(host, behind);
  return [unit, ...behind.filter(name => states[name]?.runtime?.active)];
}
