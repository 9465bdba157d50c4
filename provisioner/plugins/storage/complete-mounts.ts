import { joinPointer } from "../../state/pointer.ts";
import { requiredSubvolumes } from "./default-layout.ts";
import type { MountLayout } from "./layout.ts";
import { addProblem, type LayoutDraft, type PartitionOnDisk, partitionName } from "./layout-draft.ts";
import { addMount } from "./read-mounts.ts";

/** What a layout lacks that says nowhere what / lies on */
export const noRootMount = "no mount for /";

/** Sees to the mounts that every install has: the root, the ESP, the ledger, the snapshots */
export function completeMounts(draft: LayoutDraft): void {
  const root = rootPartition(draft);
  if (!root) {
    if (draft.disks.length === 0) return;
    addProblem(draft, "", {
      found: noRootMount,
      needs: "a btrfs partition for the root file system",
      fix: 'add "mount": "/" to a partition of type linux',
    });
    return;
  }
  if (root.partition.filesystem?.type !== "btrfs") {
    addProblem(draft, root.partition.pointer, {
      found: `/ on ${root.partition.filesystem?.type ?? "a partition without file system"}`,
      needs: "btrfs: the ledger and the snapshots are subvolumes beside the root",
      fix: 'write "filesystem": "btrfs"',
    });
    return;
  }
  completeRoot(draft, root);
  for (const required of requiredSubvolumes) completeSubvolume(draft, root, required);
  completeEsp(draft);
}

function rootPartition(draft: LayoutDraft): PartitionOnDisk | undefined {
  const mount = mountAt(draft, "/");
  for (const disk of draft.disks) {
    const declared = draft.section.devices?.[disk.name]?.partitions ?? [];
    for (const partition of disk.partitions) {
      const mounted = mount?.disk === disk.name && mount.number === partition.number;
      const says =
        !mount && declared.some(({ number, mount }) => number === partition.number && mount === "/");
      const byDefault = !mount && draft.section.devices === undefined && partition.type === "linux";
      if (mounted || says || byDefault) return { disk, partition };
    }
  }
  return undefined;
}

function completeRoot(draft: LayoutDraft, root: PartitionOnDisk): void {
  const mount = mountAt(draft, "/");
  if (!mount) {
    completeSubvolume(draft, root, { name: "@", mount: "/", why: "for the root file system" });
  } else if (mount.subvolume === undefined) {
    addProblem(draft, mount.pointer, {
      found: "/ on the top level of the btrfs",
      needs: "a subvolume, so that snapshots can be taken and rolled back",
      fix: 'add "subvol": "@"',
    });
  }
}

function completeSubvolume(
  draft: LayoutDraft,
  { disk, partition }: PartitionOnDisk,
  { name, mount: mountpoint, why }: { name: string; mount: string; why: string },
): void {
  const present = mountAt(draft, mountpoint);
  if (present) {
    if (mountpoint === "/.snapshots") checkSnapshots(draft, present, disk.name, partition.number);
    return;
  }
  const pointer = joinPointer("", "btrfs_subvolumes", partitionName(disk.name, partition.number));
  const elsewhere = draft.mounts.find(
    mount => mount.disk === disk.name && mount.number === partition.number && mount.subvolume === name,
  );
  if (elsewhere) {
    addProblem(draft, elsewhere.pointer, {
      found: `${name} mounted at ${elsewhere.mountpoint}`,
      needs: `${name} at ${mountpoint}, ${why}`,
      fix: `mount it at ${mountpoint}, or give your subvolume another name`,
    });
    return;
  }
  const subvolumes = partition.filesystem?.subvolumes;
  if (subvolumes && !subvolumes.includes(name)) subvolumes.push(name);
  addMount(draft, { disk, partition, mountpoint, subvolume: name, pointer });
  draft.additions.push(
    `subvolume ${name} at ${mountpoint} added on ${partitionName(disk.name, partition.number)}, ${why}`,
  );
}

function checkSnapshots(draft: LayoutDraft, mount: MountLayout, disk: string, number: number): void {
  if (mount.disk === disk && mount.number === number && mount.subvolume) return;
  addProblem(draft, mount.pointer, {
    found: `/.snapshots on ${partitionName(mount.disk, mount.number)}`,
    needs: "a subvolume beside the root file system: a snapshot cannot leave its btrfs",
    fix: `leave it out, or make it a subvolume of ${partitionName(disk, number)}`,
  });
}

function completeEsp(draft: LayoutDraft): void {
  const present = mountAt(draft, "/boot/efi");
  for (const disk of draft.disks) {
    const partition = disk.partitions.find(({ type }) => type === "efi");
    if (!present && partition) {
      addMount(draft, { disk, partition, mountpoint: "/boot/efi", pointer: partition.pointer });
      return;
    }
    const mounted = disk.partitions.find(
      ({ number }) => present?.disk === disk.name && present.number === number,
    );
    if (present && mounted && mounted.type !== "efi") {
      addProblem(draft, present.pointer, {
        found: `/boot/efi on a partition of type ${mounted.type}`,
        needs: "the partition of type efi",
        fix: 'make its type "efi" or mount it elsewhere',
      });
    }
  }
}

function mountAt(draft: LayoutDraft, mountpoint: string): MountLayout | undefined {
  return draft.mounts.find(mount => mount.mountpoint === mountpoint);
}
