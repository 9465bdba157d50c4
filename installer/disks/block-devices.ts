import { basename } from "node:path";
import { Failure } from "../../provisioner/host/failure.ts";
import type { Host } from "../../provisioner/host/host.ts";
import { isObject } from "../../provisioner/host/json.ts";

/** One node of lsblk's tree: a disk, a partition, a volume on top of it */
export interface BlockDevice {
  path: string;
  /** As the kernel calls it: "dm-0" where the path says /dev/mapper/group-data */
  kernelName: string;
  /** disk, part, lvm, crypt, raid1, loop, rom, … */
  type: string;
  size: number;
  fstype: string | undefined;
  label: string | undefined;
  uuid: string | undefined;
  /** Partition table on it */
  pttype: string | undefined;
  /** Every place it is mounted at; "[SWAP]" for swap in use */
  mountpoints: string[];
  readOnly: boolean;
  removable: boolean;
  rotational: boolean;
  transport: string | undefined;
  model: string | undefined;
  vendor: string | undefined;
  serial: string | undefined;
  wwn: string | undefined;
  children: BlockDevice[];
}

const columns = [
  ...["PATH", "KNAME", "TYPE", "SIZE", "FSTYPE", "LABEL", "UUID", "PTTYPE", "MOUNTPOINTS"],
  ...["RO", "RM", "ROTA", "TRAN", "MODEL", "VENDOR", "SERIAL", "WWN"],
];

/** Every block device of this machine, as trees */
export async function blockDevices(host: Host): Promise<BlockDevice[]> {
  const args = ["--json", "--bytes", "--tree", "--all", "--output", columns.join(",")];
  const { stdout } = await host.run("lsblk", args);
  return await withEveryMount(host, parseBlockDevices(stdout));
}

/** One disk with everything on top of it */
export async function blockDevice(host: Host, path: string): Promise<BlockDevice> {
  const disk = (await blockDevices(host)).find(device => device.path === path);
  if (disk) return disk;
  throw new Failure({
    kind: "machine",
    tried: `cannot read what is on ${path}`,
    found: "no such disk any more",
    needs: "the disk that was chosen",
    fix: "look at its cable and at the kernel's messages (dmesg), then retry",
  });
}

/** Reads what lsblk --json prints */
export function parseBlockDevices(text: string): BlockDevice[] {
  const parsed: unknown = JSON.parse(text);
  if (!isObject(parsed) || !Array.isArray(parsed["blockdevices"])) {
    throw new Failure({
      kind: "machine",
      tried: "cannot list the block devices",
      found: "no list from lsblk",
      needs: "lsblk of util-linux 2.37 or newer",
      fix: "run lsblk --json in the rescue shell and see what it says",
    });
  }
  return parsed["blockdevices"].filter(isObject).map(toBlockDevice);
}

/** A btrfs on several devices is mounted through one of them, and lsblk shows the mount there alone */
async function withEveryMount(host: Host, devices: readonly BlockDevice[]): Promise<BlockDevice[]> {
  const places = new Map<string, Set<string>>();
  for (const { fstype, uuid, mountpoints } of devices.flatMap(topmostFirst)) {
    if (fstype !== "btrfs" || uuid === undefined || mountpoints.length === 0) continue;
    // The kernel's own list of members: a disk copied byte by byte carries the same UUID and is none.
    for (const member of await host.files.list(`/sys/fs/btrfs/${uuid}/devices`))
      places.set(member, new Set([...(places.get(member) ?? []), ...mountpoints]));
  }
  const shown = (device: BlockDevice): BlockDevice => ({
    ...device,
    mountpoints: [...new Set([...device.mountpoints, ...(places.get(device.kernelName) ?? [])])],
    children: device.children.map(shown),
  });
  return devices.map(shown);
}

/** A device and everything on top of it, each once, the topmost first: the order to take them down in */
export function topmostFirst(device: BlockDevice): BlockDevice[] {
  const found = new Map<string, BlockDevice>();
  const walk = (node: BlockDevice): void => {
    for (const child of node.children) walk(child);
    if (!found.has(node.path)) found.set(node.path, node);
  };
  walk(device);
  return [...found.values()];
}

function toBlockDevice(node: Record<string, unknown>): BlockDevice {
  const text = (key: string): string | undefined => {
    const value = node[key];
    return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
  };
  const list = (key: string): unknown[] => (Array.isArray(node[key]) ? node[key] : []);
  return {
    path: text("path") ?? "",
    kernelName: text("kname") ?? basename(text("path") ?? ""),
    type: text("type") ?? "",
    size: Number(node["size"] ?? 0),
    fstype: text("fstype"),
    label: text("label"),
    uuid: text("uuid"),
    pttype: text("pttype"),
    mountpoints: list("mountpoints").filter(point => typeof point === "string"),
    readOnly: node["ro"] === true,
    removable: node["rm"] === true,
    rotational: node["rota"] === true,
    transport: text("tran"),
    model: text("model"),
    vendor: text("vendor"),
    serial: text("serial"),
    wwn: text("wwn"),
    children: list("children").filter(isObject).map(toBlockDevice),
  };
}
