import { joinPointer } from "../../state/pointer.ts";
import { defaultSubvolumes, partitionDefaults, rootLabel } from "./default-layout.ts";
import type { DiskLayout, FileSystemType, PartitionLayout } from "./layout.ts";
import {
  addProblem,
  findPartition,
  knownPartitions,
  type LayoutDraft,
  partitionName,
} from "./layout-draft.ts";

const labelLimits: Record<FileSystemType, number> = { vfat: 11, ext4: 16, swap: 15, btrfs: 255 };

/** Gives every partition its file system and every btrfs its subvolumes */
export function readFileSystems(draft: LayoutDraft): void {
  for (const part of ["filesystems", "btrfs_subvolumes"] as const) checkNames(draft, part);
  for (const disk of draft.disks)
    for (const partition of disk.partitions) readFileSystem(draft, disk, partition);
}

function checkNames(draft: LayoutDraft, part: "filesystems" | "btrfs_subvolumes"): void {
  for (const name of Object.keys(draft.section[part] ?? {})) {
    if (findPartition(draft.disks, name)) continue;
    addProblem(draft, joinPointer("", part, name), {
      found: `${name}, a partition that no device of the section has`,
      needs: `one of ${knownPartitions(draft.disks)}`,
      fix: "name one of those, or add the partition under devices",
    });
  }
}

function readFileSystem(draft: LayoutDraft, disk: DiskLayout, partition: PartitionLayout): void {
  const name = partitionName(disk.name, partition.number);
  const inline = draft.section.devices?.[disk.name]?.partitions.find(
    ({ number }) => number === partition.number,
  );
  const listed = draft.section.filesystems?.[name];
  const subvolumes = draft.section.btrfs_subvolumes?.[name];
  const isRoot =
    inline?.mount === "/" || draft.section.mounts?.["/"]?.device === name || isDefaultRoot(draft, partition);
  const mounted =
    isRoot ||
    inline?.mount ||
    Object.values(draft.section.mounts ?? {}).some(({ device }) => device === name);
  const defaults = partitionDefaults[partition.type];

  if (inline?.filesystem && listed && inline.filesystem !== listed.type) {
    addProblem(draft, `${joinPointer("", "filesystems", name)}/type`, {
      found: `${listed.type}, while the partition itself says ${inline.filesystem}`,
      needs: "one file system for one partition",
      fix: "say it in one of the two places",
    });
  }
  const type =
    listed?.type ??
    inline?.filesystem ??
    defaults.filesystem ??
    (subvolumes || mounted ? "btrfs" : undefined);
  if (inline?.label) partition.name = inline.label;
  if (!type) return;
  checkType(draft, partition, type, subvolumes !== undefined, name);

  const label = listed?.label ?? inline?.label ?? defaults.label ?? (isRoot ? rootLabel : undefined);
  if (label && label.length > labelLimits[type]) {
    addProblem(
      draft,
      listed?.label ? `${joinPointer("", "filesystems", name)}/label` : `${partition.pointer}/label`,
      {
        found: `a label of ${label.length} characters`,
        needs: `at most ${labelLimits[type]} for ${type}`,
        fix: "shorten it",
      },
    );
  }
  const declared = subvolumes ?? (isRoot && type === "btrfs" ? defaultSubvolumes : []);
  partition.filesystem = { type, ...(label && { label }), subvolumes: [] };
  for (const [index, subvolume] of declared.entries()) {
    if (partition.filesystem.subvolumes.includes(subvolume.name)) {
      addProblem(draft, `${joinPointer("", "btrfs_subvolumes", name, index)}/name`, {
        found: `${subvolume.name} a second time`,
        needs: "every subvolume once",
        fix: "remove one of them",
      });
    } else partition.filesystem.subvolumes.push(subvolume.name);
  }
}

function isDefaultRoot(draft: LayoutDraft, partition: PartitionLayout): boolean {
  return draft.section.devices === undefined && partition.type === "linux";
}

function checkType(
  draft: LayoutDraft,
  partition: PartitionLayout,
  type: FileSystemType,
  hasSubvolumes: boolean,
  name: string,
): void {
  const needed = { bios: undefined, efi: "vfat", swap: "swap", linux: type }[partition.type];
  if (type !== needed) {
    addProblem(draft, `${partition.pointer}/filesystem`, {
      found: `${type} on a partition of type ${partition.type}`,
      needs: needed ?? "no file system: GRUB's own code lies there",
      fix: needed
        ? `write "${needed}", or make the partition's type "linux"`
        : 'remove it, or make the type "linux"',
    });
  }
  if (hasSubvolumes && type !== "btrfs") {
    addProblem(draft, joinPointer("", "btrfs_subvolumes", name), {
      found: `subvolumes on ${name}, which is ${type}`,
      needs: "btrfs",
      fix: `make ${name} btrfs or remove its subvolumes`,
    });
  }
}
