import { joinPointer } from "../../state/pointer.ts";
import { defaultSubvolumes } from "./default-layout.ts";
import type { MountLayout } from "./layout.ts";
import {
  addProblem,
  findPartition,
  knownPartitions,
  type LayoutDraft,
  type PartitionOnDisk,
  partitionName,
} from "./layout-draft.ts";
import { optionList } from "./mount-options.ts";

const kernelOwned = ["/proc", "/sys", "/dev", "/run"];
const neededBeforeMounts = ["/etc", "/bin", "/sbin", "/lib", "/lib64"];

interface MountWish extends PartitionOnDisk {
  mountpoint: string;
  subvolume?: string;
  options?: string | string[] | undefined;
  pointer: string;
}

/** Reads every mount: of subvolumes, of the section's mounts, of the partitions themselves */
export function readMounts(draft: LayoutDraft): void {
  readSubvolumeMounts(draft);
  readListedMounts(draft);
  readPartitionMounts(draft);
  for (const mount of draft.mounts) checkMountpoint(draft, mount);
}

/** Adds a mount to the layout, as yet with the options of the document only */
export function addMount(draft: LayoutDraft, wish: MountWish): void {
  const { disk, partition, mountpoint, subvolume, pointer } = wish;
  const type = partition.filesystem?.type;
  if (!type || type === "swap") {
    addProblem(draft, pointer, {
      found: `a mount of ${partitionName(disk.name, partition.number)}, which holds ${type ?? "no file system"}`,
      needs: "a partition with a file system",
      fix: "mount another partition or give this one a file system",
    });
    return;
  }
  const wished = optionList(wish.options);
  if (wished.some(option => /^subvol(id)?=/.test(option))) {
    addProblem(draft, `${pointer}/options`, {
      found: "a subvolume among the options",
      needs: "the subvolume in its own place",
      fix: 'write it as "subvol" of the mount or as a name in btrfs_subvolumes',
    });
  }
  draft.mounts.push({
    mountpoint,
    disk: disk.name,
    number: partition.number,
    type,
    ...(subvolume && { subvolume }),
    options: wished,
    pointer,
  });
}

function readSubvolumeMounts(draft: LayoutDraft): void {
  for (const disk of draft.disks) {
    for (const partition of disk.partitions) {
      const name = partitionName(disk.name, partition.number);
      const declared = draft.section.btrfs_subvolumes?.[name];
      const byDefault = declared === undefined && partition.filesystem?.subvolumes.length;
      const subvolumes = declared ?? (byDefault ? defaultSubvolumes : []);
      for (const [index, subvolume] of subvolumes.entries()) {
        if (subvolume.mount === undefined) continue;
        const pointer = declared ? joinPointer("", "btrfs_subvolumes", name, index) : partition.pointer;
        const options = "options" in subvolume ? subvolume.options : undefined;
        const earlier = mountAt(draft, subvolume.mount);
        if (earlier) clash(draft, `${pointer}/mount`, subvolume.mount, earlier);
        else
          addMount(draft, {
            disk,
            partition,
            mountpoint: subvolume.mount,
            subvolume: subvolume.name,
            options,
            pointer,
          });
      }
    }
  }
}

function readListedMounts(draft: LayoutDraft): void {
  for (const [mountpoint, wish] of Object.entries(draft.section.mounts ?? {})) {
    const pointer = joinPointer("", "mounts", mountpoint);
    const place = findPartition(draft.disks, wish.device);
    if (!place) {
      addProblem(draft, `${pointer}/device`, {
        found: `${wish.device}, a partition that no device of the section has`,
        needs: `one of ${knownPartitions(draft.disks)}`,
        fix: "name one of those, or add the partition under devices",
      });
      continue;
    }
    const filesystem = place.partition.filesystem;
    if (wish.fstype && wish.fstype !== filesystem?.type) {
      addProblem(draft, `${pointer}/fstype`, {
        found: `${wish.fstype}, while ${wish.device} is ${filesystem?.type ?? "not formatted"}`,
        needs: "the file system that the partition has",
        fix: "leave fstype out, or change the file system of the partition",
      });
    }
    if (wish.subvol && !filesystem?.subvolumes.includes(wish.subvol)) {
      addProblem(draft, `${pointer}/subvol`, {
        found: `${wish.subvol}, a subvolume that ${wish.device} does not have`,
        needs: `one of ${filesystem?.subvolumes.join(", ") || "none: it has no subvolumes"}`,
        fix: `add {"name": "${wish.subvol}"} under btrfs_subvolumes of ${wish.device}`,
      });
    }
    const earlier = mountAt(draft, mountpoint);
    const same = earlier?.number === place.partition.number && earlier.disk === place.disk.name;
    if (earlier && same && (wish.subvol ?? earlier.subvolume) === earlier.subvolume) {
      earlier.options = [...earlier.options, ...optionList(wish.options)];
    } else if (earlier) clash(draft, pointer, mountpoint, earlier);
    else
      addMount(draft, {
        ...place,
        mountpoint,
        ...(wish.subvol && { subvolume: wish.subvol }),
        options: wish.options,
        pointer,
      });
  }
}

function readPartitionMounts(draft: LayoutDraft): void {
  for (const disk of draft.disks) {
    for (const [index, { number, mount }] of (
      draft.section.devices?.[disk.name]?.partitions ?? []
    ).entries()) {
      const partition = disk.partitions.find(candidate => candidate.number === number);
      if (mount === undefined || !partition) continue;
      const pointer = joinPointer("", "devices", disk.name, "partitions", index, "mount");
      const earlier = mountAt(draft, mount);
      const isRootOfSubvolumes = mount === "/" && partition.filesystem?.type === "btrfs";
      if (earlier && (earlier.number !== number || earlier.disk !== disk.name))
        clash(draft, pointer, mount, earlier);
      else if (!earlier && !isRootOfSubvolumes)
        addMount(draft, { disk, partition, mountpoint: mount, pointer });
    }
  }
}

function mountAt(draft: LayoutDraft, mountpoint: string): MountLayout | undefined {
  return draft.mounts.find(mount => mount.mountpoint === mountpoint);
}

function clash(draft: LayoutDraft, pointer: string, mountpoint: string, earlier: MountLayout): void {
  const what = earlier.subvolume
    ? `subvolume ${earlier.subvolume}`
    : partitionName(earlier.disk, earlier.number);
  addProblem(draft, pointer, {
    found: `${mountpoint} a second time (${what} is mounted there, says ${earlier.pointer})`,
    needs: "one file system for one mount point",
    fix: "remove one of the two",
  });
}

function checkMountpoint(draft: LayoutDraft, { mountpoint, pointer }: MountLayout): void {
  const within = (path: string): boolean => mountpoint === path || mountpoint.startsWith(`${path}/`);
  const steps = mountpoint.split("/");
  if (steps.includes("..") || steps.includes(".")) {
    addProblem(draft, pointer, {
      found: `the mount point ${mountpoint}`,
      needs: "a path without . and ..",
      fix: "write the plain path",
    });
  } else if (kernelOwned.some(within) || neededBeforeMounts.some(path => mountpoint === path)) {
    addProblem(draft, pointer, {
      found: `the mount point ${mountpoint}`,
      needs: kernelOwned.some(within)
        ? "a directory of its own: the kernel or systemd mounts over this one"
        : "a directory that is not needed before file systems are mounted",
      fix: "mount it elsewhere, below /srv for instance",
    });
  }
}
