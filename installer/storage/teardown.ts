import type { Report } from "../../provisioner/contract/plugin.ts";
import { Failure } from "../../provisioner/host/failure.ts";
import type { Host } from "../../provisioner/host/host.ts";
import { type BlockDevice, blockDevice, topmostFirst } from "../disks/block-devices.ts";
import { settle } from "../disks/udev.ts";
import { stopVolume } from "./stop-volume.ts";
import { unmount } from "./unmount.ts";

/** Rounds without any change after which a disk counts as stuck */
const idleRounds = 3;

/**
 * Takes a disk out of use: swap, mounts, LVM, md, LUKS and whatever else lies on top. It stops what runs and removes
 * nothing, so what a volume has on other disks stays as it is. Udev may put an array or a volume back while its
 * neighbour is stopped, hence the repeats; only erasing the signatures ends that for good.
 */
export async function releaseDisk(host: Host, path: string, report: Report): Promise<BlockDevice> {
  let complaint = "";
  let before = "";
  await settle(host); // an undo may come while udev still reads a table that was just written
  for (let idle = 0; idle < idleRounds; ) {
    const disk = await blockDevice(host, path);
    const users = usersOf(disk);
    if (users.length === 0 && (await host.files.isFree(path))) return disk;
    for (const user of users) complaint = (await tryRelease(host, user, report)) ?? complaint;
    const now = users.map(describeUser).join(", ") || hiddenUser;
    idle = now === before ? idle + 1 : 0;
    before = now;
    if (idle > 0) await host.clock.sleep(idle);
    await settle(host);
  }
  throw new Failure({
    kind: "machine",
    tried: `cannot take ${path} out of use`,
    found: `${before}${complaint && ` (${complaint})`}`,
    needs: "a disk that nothing on this machine uses",
    fix: "stop what uses it in the rescue shell, then retry",
  });
}

/** The kernel says that somebody has the disk, and lsblk knows no mount and no volume on it */
const hiddenUser = "a user that lsblk does not show, such as an imported ZFS pool";

/** The complaint when it did not work: what is above it may have to go first, so the next round tries again */
async function tryRelease(host: Host, user: BlockDevice, report: Report): Promise<string | undefined> {
  try {
    await release(host, user, report);
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [error.parts.tried, error.parts.found].filter(Boolean).join(": ");
  }
}

/** What lies on a disk and is in use: mounted, swapped to, or a volume that holds the device below it open */
function usersOf(disk: BlockDevice): BlockDevice[] {
  return topmostFirst(disk).filter(
    ({ type, mountpoints }) => mountpoints.length > 0 || (type !== "disk" && type !== "part"),
  );
}

async function release(host: Host, user: BlockDevice, report: Report): Promise<void> {
  if (user.mountpoints.includes("[SWAP]")) {
    await host.run("swapoff", [user.path], { timeout: 300 });
    report(`${user.path}: swap off`);
  }
  const places = user.mountpoints.filter(point => point !== "[SWAP]");
  for (const place of places.sort((a, b) => b.length - a.length)) {
    await unmount(host, place);
    report(`${user.path}: unmounted from ${place}`);
  }
  if (user.type !== "disk" && user.type !== "part") {
    await stopVolume(host, user);
    report(`${user.path}: ${user.type} stopped`);
  }
}

function describeUser({ path, type, mountpoints }: BlockDevice): string {
  return `${path} (${mountpoints.length > 0 ? mountpoints.join(", ") : type})`;
}
