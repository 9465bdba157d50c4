import type { Problem } from "../../state/problem.ts";
import type { DiskLayout, MountLayout, PartitionLayout } from "./layout.ts";
import type { StorageSection } from "./schema.ts";

/** A layout being read: every reader adds to it what it finds */
export interface LayoutDraft {
  section: StorageSection;
  disks: DiskLayout[];
  mounts: MountLayout[];
  additions: string[];
  problems: Problem[];
}

/** A partition together with the disk it lies on */
export interface PartitionOnDisk {
  disk: DiskLayout;
  partition: PartitionLayout;
}

/** The partition that a document calls "target2", "/dev/sda2", "/dev/nvme0n1p2" or "/dev/disk/by-id/…-part2" */
export function findPartition(disks: readonly DiskLayout[], name: string): PartitionOnDisk | undefined {
  for (const disk of disks) {
    const partition = disk.partitions.find(({ number }) => partitionName(disk.name, number) === name);
    if (partition) return { disk, partition };
  }
  return undefined;
}

/** The name of a partition, after the rule that kernel and udev follow */
export function partitionName(disk: string, number: number): string {
  if (disk.startsWith("/dev/disk/by-")) return `${disk}-part${number}`;
  return /[0-9]$/.test(disk) ? `${disk}p${number}` : `${disk}${number}`;
}

/** Adds a problem about the layout itself, with its pointer relative to the section */
export function addProblem(
  draft: LayoutDraft,
  pointer: string,
  problem: Omit<Problem, "stage" | "pointer">,
): void {
  draft.problems.push({ stage: "plan", pointer, ...problem });
}

/** "target1, target2, target3": the partitions that a document may name */
export function knownPartitions(disks: readonly DiskLayout[]): string {
  return disks
    .flatMap(disk => disk.partitions.map(({ number }) => partitionName(disk.name, number)))
    .join(", ");
}
