import { describeError, Failure } from "../../provisioner/host/failure.ts";
import type { Host } from "../../provisioner/host/host.ts";
import { type BlockDevice, blockDevice, topmostFirst } from "../disks/block-devices.ts";
import { settle } from "../disks/udev.ts";
import { stopVolume } from "./stop-volume.ts";

const mebibyte = 1024 * 1024;
const attempts = 10;
/** A dying disk may keep a write for ever; whoever waits for the install must be told */
const writeSeconds = 120;

/** Bytes of a disk that a partition is going to take */
export interface Place {
  offset: number;
  bytes: number;
}

/**
 * Erases every signature: those of the partitions, the disk's own, then the first and the last MiB, where boot code
 * and both copies of GPT lie, and the edges of the places where new partitions will be, lest something old comes to
 * life in them. Afterwards the disk is empty for every reader, and no firmware boots it.
 */
export async function eraseDisk(host: Host, disk: BlockDevice, places: readonly Place[] = []): Promise<void> {
  // Only its own partitions: those of an array on top of it lie on other disks as well.
  const partitions = disk.children.filter(({ type }) => type === "part").map(({ path }) => path);
  try {
    await host.run("wipefs", ["--all", "--force", ...partitions, disk.path]);
  } finally {
    await zeroEdges(host, disk.path, [{ offset: 0, bytes: disk.size }, ...places]); // whatever it met, nothing boots
  }
  await settle(host);
  if (disk.children.length > 0) await forgetPartitions(host, disk.path);
}

/** Zeroes the first and the last MiB of every place */
async function zeroEdges(host: Host, path: string, places: readonly Place[]): Promise<void> {
  const content = Buffer.alloc(mebibyte);
  const offsets = places.flatMap(({ offset, bytes }) => [offset, offset + Math.max(0, bytes - mebibyte)]);
  try {
    const pieces = [...new Set(offsets)].map(offset => ({ offset, content }));
    await host.files.overwrite(path, pieces, writeSeconds);
  } catch (error) {
    throw new Failure({
      kind: "machine",
      tried: `cannot write to ${path}`,
      found: describeError(error),
      needs: "a disk that takes writes",
      fix: "look at the kernel's messages (dmesg) for the disk; it may be defective or write-protected",
      cause: error,
    });
  }
}

/** Waits until the kernel shows no partition of the now empty table; has it read the table again if it does */
async function forgetPartitions(host: Host, path: string): Promise<void> {
  let left: BlockDevice[] = [];
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    left = (await blockDevice(host, path)).children;
    if (left.length === 0) return;
    for (const device of left) await stopRevived(host, device);
    if (attempt > 1) await host.clock.sleep(1);
    await host.run("blockdev", ["--rereadpt", path], { allowedExits: [0, 1] });
    await settle(host);
  }
  throw new Failure({
    kind: "transient",
    tried: `cannot have the kernel forget the old partitions of ${path}`,
    found: `still there: ${left.map(child => child.path).join(", ")}`,
    needs: "a disk that nothing uses",
    fix: "retry; if it stays, restart the machine from the medium",
  });
}

/** Stops what udev put together again between its stop and the end of its signatures; the next round tries again */
async function stopRevived(host: Host, device: BlockDevice): Promise<void> {
  for (const volume of topmostFirst(device).filter(({ type }) => type !== "part")) {
    await stopVolume(host, volume).catch(() => undefined);
  }
}
