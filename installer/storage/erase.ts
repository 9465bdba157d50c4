import { Failure } from "../../provisioner/host/failure.ts";
import type { Host } from "../../provisioner/host/host.ts";
import { type BlockDevice, blockDevices, topmostFirst } from "../disks/block-devices.ts";
import { settle } from "../disks/udev.ts";
import { stopVolume } from "./stop-volume.ts";

const mebibyte = 1024 * 1024;
const attempts = 10;

/**
 * Erases every signature: those of the partitions, then the disk's own, then the first and the last MiB,
 * where boot code and both copies of GPT lie. Afterwards the disk is empty for every reader, and no firmware boots it.
 */
export async function eraseDisk(host: Host, path: string): Promise<void> {
  const [disk] = await blockDevices(host, path);
  if (!disk) throw new Failure({ kind: "machine", tried: `cannot erase ${path}`, found: "no such disk" });
  for (const child of topmostFirst(disk).filter(({ type }) => type === "part"))
    await eraseSignatures(host, child.path);
  await eraseSignatures(host, path);
  await zeroMebibyte(host, path, 0);
  await zeroMebibyte(host, path, disk.size - mebibyte);
  await forgetPartitions(host, path);
}

/** Zeroes the places where new partitions will begin and end, so that nothing old comes to life in them */
export async function clearPlaces(
  host: Host,
  path: string,
  places: readonly { offset: number; bytes: number }[],
): Promise<void> {
  for (const { offset, bytes } of places) {
    await zeroMebibyte(host, path, offset);
    if (bytes > mebibyte) await zeroMebibyte(host, path, offset + bytes - mebibyte);
  }
}

async function eraseSignatures(host: Host, path: string): Promise<void> {
  await host.run("wipefs", ["--all", "--force", path]);
}

async function zeroMebibyte(host: Host, path: string, offset: number): Promise<void> {
  const place = ["bs=1M", "count=1", `seek=${offset}`, "oflag=seek_bytes", "conv=fsync,notrunc"];
  const { exit, stderr } = await host.run("dd", ["if=/dev/zero", `of=${path}`, ...place], {
    allowedExits: [0, 1],
  });
  if (exit === 0) return;
  throw new Failure({
    kind: "machine",
    tried: `cannot write to ${path} at byte ${offset}`,
    found: stderr.trim().split("\n").at(0) ?? "no answer from dd",
    needs: "a disk that takes writes",
    fix: "look at the kernel's messages (dmesg) for the disk; it may be defective or write-protected",
  });
}

/** Has the kernel read the now empty partition table, and waits until it shows no partition */
async function forgetPartitions(host: Host, path: string): Promise<void> {
  let left: BlockDevice[] = [];
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    await host.run("blockdev", ["--rereadpt", path], { allowedExits: [0, 1] });
    await settle(host);
    left = (await blockDevices(host, path))[0]?.children ?? [];
    if (left.length === 0) return;
    for (const device of left) await stopRevived(host, device);
    await host.clock.sleep(1);
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
