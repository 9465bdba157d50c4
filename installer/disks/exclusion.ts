import { type BlockDevice, topmostFirst } from "./block-devices.ts";
import type { Properties } from "./udisks.ts";

const mediumMounts = ["/run/live/medium", "/lib/live/mount/medium"];
const systemMounts = ["/", "/usr", "/boot", "/boot/efi"];

/** Path of the disk that this system was booted from: by what is mounted, or by its label when it runs from memory */
export function findBootMedium(devices: readonly BlockDevice[]): string | undefined {
  const holds = (test: (device: BlockDevice) => boolean): string | undefined =>
    devices.find(device => topmostFirst(device).some(test))?.path;
  return (
    holds(({ mountpoints }) => mountpoints.some(point => mediumMounts.includes(point))) ??
    holds(({ fstype, label }) => fstype === "iso9660" && label === "GROUNDSTATE_ISO")
  );
}

/** Why a disk can never be a target; undefined when it can */
export function exclusionOf(
  disk: BlockDevice,
  medium: string | undefined,
  drive: Properties | undefined,
): string | undefined {
  const parts = topmostFirst(disk);
  const mountedAt = parts.flatMap(({ mountpoints }) => mountpoints);
  if (disk.path === medium) return "it is the boot medium";
  if (drive?.["Optical"] === true) return "it is an optical drive";
  if (parts.some(({ label, fstype }) => label === "GROUNDSTATE" && fstype !== undefined))
    return "it is the GROUNDSTATE volume that brings the document";
  const running = mountedAt.find(point => systemMounts.includes(point) || isLiveMount(point));
  if (running) return `the running system uses it at ${running}`;
  if (disk.readOnly) return "it is read-only";
  return undefined;
}

function isLiveMount(point: string): boolean {
  return point.startsWith("/run/live/") || point.startsWith("/lib/live/mount/");
}
