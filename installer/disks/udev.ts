import type { Host } from "../../provisioner/host/host.ts";

/** Waits until udev has dealt with every event so far; a queue that never empties is not our failure yet */
export async function settle(host: Host): Promise<void> {
  await host.run("udevadm", ["settle", "--timeout=30"], { allowedExits: [0, 1] });
}
