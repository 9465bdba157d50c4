import type { Json } from "../../host/json.ts";
import { parseSize } from "../../state/size.ts";
import type { Layout, MountLayout, PartitionLayout } from "./layout.ts";
import { partitionName } from "./layout-draft.ts";
import { partitionTypeGuids } from "./partition-types.ts";
import { mebibyte } from "./placement.ts";
import type { CurrentStorage, FoundPartition } from "./query.ts";

/** One thing that the document says about the disk */
export type Resource = { key: string; words: string } & (
  | { kind: "partition"; partition: PartitionLayout }
  | { kind: "filesystem"; partition: PartitionLayout }
  | { kind: "subvolume"; number: number; name: string }
  | { kind: "mount"; mount: MountLayout }
);

/** One difference between the document and the disk */
export interface Difference {
  path: string;
  found: Json;
  needed: Json;
}

/** Everything a layout says, with a stable key each */
export function resourcesOf({ disks, mounts }: Layout): Resource[] {
  const resources: Resource[] = [];
  for (const disk of disks) {
    for (const partition of disk.partitions) {
      const name = partitionName(disk.name, partition.number);
      resources.push({ kind: "partition", key: `partition/${name}`, words: `partition ${name}`, partition });
      if (!partition.filesystem) continue;
      const { type, subvolumes } = partition.filesystem;
      resources.push({
        kind: "filesystem",
        key: `filesystem/${name}`,
        words: `${type} on ${name}`,
        partition,
      });
      for (const subvolume of subvolumes) {
        const key = `subvolume/${name}/${subvolume}`;
        const words = `subvolume ${subvolume} of ${name}`;
        resources.push({ kind: "subvolume", key, words, number: partition.number, name: subvolume });
      }
    }
  }
  for (const mount of mounts) {
    resources.push({
      kind: "mount",
      key: `mount${mount.mountpoint}`,
      words: `mount of ${mount.mountpoint}`,
      mount,
    });
  }
  return resources;
}

/** How the machine differs from one resource; empty when it holds */
export function differencesOf(resource: Resource, current: CurrentStorage): Difference[] {
  if (current.disk === undefined) {
    return [{ path: "/", found: `on ${current.rootDevice}`, needed: "on a partition of a disk" }];
  }
  switch (resource.kind) {
    case "partition":
      return partitionDifferences(resource.partition, current);
    case "filesystem":
      return fileSystemDifferences(resource.partition, current);
    case "subvolume":
      return subvolumeDifferences(resource.number, resource.name, current);
    case "mount":
      return mountDifferences(resource.mount, current);
  }
}

function partitionDifferences(
  { number, type, size }: PartitionLayout,
  current: CurrentStorage,
): Difference[] {
  const found = foundPartition(number, current);
  if (!found) return [absent(`partition ${number} of ${current.disk ?? ""}`)];
  // "remaining" and "50%" held when the disk was installed; a virtual disk may have grown since
  const wished = parseSize(size);
  const bytes = wished === undefined ? found.bytes : Math.ceil(wished / mebibyte) * mebibyte;
  return [
    ...differs("partition_table", found.table, "gpt"),
    ...differs("type", found.guid, partitionTypeGuids[type]),
    ...differs("size", found.bytes, bytes),
  ];
}

function fileSystemDifferences(
  { number, filesystem }: PartitionLayout,
  current: CurrentStorage,
): Difference[] {
  const found = foundPartition(number, current);
  if (!found || !filesystem) return [absent(`partition ${number}`)];
  return [
    ...differs("type", found.fstype ?? null, filesystem.type),
    ...(filesystem.label ? differs("label", found.label ?? null, filesystem.label) : []),
    ...(filesystem.type === "swap" && !current.fstab.some(({ device }) => device === `UUID=${found.uuid}`)
      ? [absent(`line for ${found.path} in /etc/fstab`)]
      : []),
  ];
}

function subvolumeDifferences(number: number, name: string, current: CurrentStorage): Difference[] {
  const path = foundPartition(number, current)?.path;
  const there = current.subvolumes.some(subvolume => subvolume.device === path && subvolume.name === name);
  return there ? [] : [absent(`subvolume ${name}`)];
}

function mountDifferences(mount: MountLayout, current: CurrentStorage): Difference[] {
  const partition = foundPartition(mount.number, current);
  const found = current.mounts.filter(({ mountpoint }) => mountpoint === mount.mountpoint).at(-1);
  if (!found) return [absent(`file system mounted at ${mount.mountpoint}`)];
  const line = current.fstab.find(({ mountpoint }) => mountpoint === mount.mountpoint);
  const missing = mount.options.filter(option => !line?.options.includes(option));
  return [
    ...differs("device", found.device, partition?.path ?? null),
    ...differs("fstype", found.type, mount.type),
    ...(mount.subvolume ? differs("subvol", found.root, `/${mount.subvolume}`) : []),
    ...(missing.length > 0
      ? [{ path: "options in /etc/fstab", found: line?.options ?? null, needed: mount.options }]
      : []),
  ];
}

/**
 * The partition of that number on the disk that holds /: whatever name the document gives that disk,
 * /dev/sda may be /dev/sdb after the next boot
 */
function foundPartition(number: number, { disk, partitions }: CurrentStorage): FoundPartition | undefined {
  return partitions.find(({ path }) => disk !== undefined && path === partitionName(disk, number));
}

function differs(path: string, found: Json, needed: Json): Difference[] {
  return found === needed ? [] : [{ path, found: found === "" ? null : found, needed }];
}

function absent(what: string): Difference {
  return { path: "", found: null, needed: what };
}
