import type { Host } from "../host.ts";

/** Whether a unit starts at boot; "missing" when its package is not there */
export type Enablement = "enabled" | "disabled" | "missing";

/** Asks systemctl, which answers from the unit files alone and so works in a chroot too */
export async function unitEnablement(host: Host, unit: string): Promise<Enablement> {
  const { stdout } = await host.run("systemctl", ["is-enabled", unit], { allowedExits: [0, 1, 4] });
  const answer = stdout.trim();
  if (answer === "" || answer === "not-found") return "missing";
  return answer.startsWith("enabled") || answer === "static" || answer === "alias" ? "enabled" : "disabled";
}
