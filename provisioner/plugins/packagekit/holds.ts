import type { Host } from "../../host/host.ts";
import { installedPackages } from "./installed.ts";

/** Keeps upgrades from packages, or allows them again */
export async function setHold(host: Host, names: readonly string[], hold: boolean): Promise<void> {
  if (names.length > 0) await host.run("apt-mark", [hold ? "hold" : "unhold", ...names]);
}

/** Allows changes of those packages that are on hold; the plan has asked whether the document wants that */
export async function releaseHolds(host: Host, names: readonly string[]): Promise<void> {
  await setHold(host, heldOf(await installedPackages(host, names)), false);
}

/** Names of the packages on hold */
export function heldOf(installed: Awaited<ReturnType<typeof installedPackages>>): string[] {
  return Object.entries(installed).flatMap(([name, { held }]) => (held ? [name] : []));
}
