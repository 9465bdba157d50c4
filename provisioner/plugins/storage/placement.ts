import type { Problem } from "../../state/problem.ts";
import { parseSize } from "../../state/size.ts";
import type { DiskLayout, PartitionLayout } from "./layout.ts";

/** Everything on a disk is aligned to it */
export const mebibyte = 1024 * 1024;

/** A partition with its place on a disk of known size, in bytes */
export interface PlacedPartition extends PartitionLayout {
  offset: number;
  bytes: number;
}

const smallest: Record<PartitionLayout["type"], number> = {
  bios: mebibyte,
  efi: 32 * mebibyte, // shim, GRUB and room for one firmware update capsule; FAT itself needs less
  swap: mebibyte,
  linux: 16 * mebibyte, // mkfs.btrfs refuses anything much below
};

/** What a root file system needs at least: the base, the packages of a small server, one set of snapshots */
export const smallestRoot = 2048 * mebibyte;

/** Gives every partition its place, whole MiB each; the first and the last MiB of the disk belong to GPT */
export function placePartitions(
  disk: DiskLayout,
  diskBytes: number,
): { partitions: PlacedPartition[]; problems: Problem[] } {
  const usable = Math.max(0, Math.floor(diskBytes / mebibyte) - 2) * mebibyte;
  const fixed = disk.partitions.map(({ size }) => fixedBytes(size, diskBytes));
  const taken = fixed.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0);
  const rest = usable - taken;

  const sized = disk.partitions.map((partition, index) => ({ ...partition, bytes: fixed[index] ?? rest }));
  const needed =
    taken + sum(sized.filter(({ size }) => size === "remaining").map(({ type }) => smallest[type]));
  if (needed > usable) return { partitions: [], problems: [doesNotFit(disk, needed, usable, diskBytes)] };
  const problems = sized.filter(({ type, bytes }) => bytes < smallest[type]).map(tooSmall);
  return { partitions: inPlace(sized), problems };
}

function fixedBytes(size: string, diskBytes: number): number | undefined {
  if (size === "remaining") return undefined;
  const bytes = size.endsWith("%") ? (diskBytes * Number(size.slice(0, -1))) / 100 : (parseSize(size) ?? 0);
  const whole = size.endsWith("%") ? Math.floor(bytes / mebibyte) : Math.ceil(bytes / mebibyte);
  return whole * mebibyte;
}

/** BIOS boot goes first, where every firmware reaches it; numbers need not follow the order on the disk */
function inPlace(sized: readonly (PartitionLayout & { bytes: number })[]): PlacedPartition[] {
  const rank = ({ type, number }: PartitionLayout): number => (type === "bios" ? 0 : number);
  let offset = mebibyte;
  const placed: PlacedPartition[] = [];
  for (const partition of [...sized].sort((a, b) => rank(a) - rank(b))) {
    placed.push({ ...partition, offset });
    offset += partition.bytes;
  }
  return placed.sort((a, b) => a.number - b.number);
}

function doesNotFit(disk: DiskLayout, needed: number, usable: number, diskBytes: number): Problem {
  return {
    stage: "hardware",
    pointer: `${disk.pointer}/partitions`,
    found: `a disk of ${inMebibytes(diskBytes)} with ${inMebibytes(usable)} for partitions`,
    needs: `at least ${inMebibytes(needed)} for these partitions`,
    fix: "make the partitions smaller or choose a larger disk",
  };
}

function tooSmall(partition: PartitionLayout & { bytes: number }): Problem {
  return {
    stage: "hardware",
    pointer: `${partition.pointer}/size`,
    found: `${inMebibytes(partition.bytes)} for partition ${partition.number} (${partition.type})`,
    needs: `at least ${inMebibytes(smallest[partition.type])}`,
    fix: "make it larger",
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Figures that are compared are written in one unit, so that they differ when the sizes do */
function inMebibytes(bytes: number): string {
  return `${Math.floor(bytes / mebibyte)}M`;
}
