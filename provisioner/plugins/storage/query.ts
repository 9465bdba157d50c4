import type { Host } from "../../host/host.ts";
import { isObject } from "../../host/json.ts";
import { type FstabLine, parseFstab } from "../fstab.ts";

/** A partition as blkid finds it */
export interface FoundPartition {
  path: string;
  bytes: number;
  /** Kind of the partition table it stands in */
  table: string;
  /** Type GUID */
  guid: string;
  fstype?: string;
  label?: string;
  uuid?: string;
}

/** A mounted file system as findmnt shows it */
export interface FoundMount {
  mountpoint: string;
  /** Device without the subvolume that findmnt adds in brackets */
  device: string;
  type: string;
  /** Directory of the file system that is mounted: "/@home" */
  root: string;
}

/** The storage of the machine as far as it concerns the disk that holds / */
export interface CurrentStorage {
  /** Undefined when / does not lie on a partition of a disk: a live system, a container */
  disk: string | undefined;
  /** What holds / then */
  rootDevice: string;
  partitions: FoundPartition[];
  mounts: FoundMount[];
  /** Device and name of every subvolume of the btrfs that are mounted from that disk */
  subvolumes: { device: string; name: string }[];
  fstab: FstabLine[];
}

/** Reads disk, partitions, file systems, subvolumes and mounts; changes nothing */
export async function queryStorage(host: Host): Promise<CurrentStorage> {
  const [mounts, devices] = await Promise.all([readMounts(host), readDevices(host)]);
  const rootDevice = mounts.find(({ mountpoint }) => mountpoint === "/")?.device ?? "nothing";
  const root = devices.find(({ path, type }) => path === rootDevice && type === "part");
  const disk = devices.find(({ kname, type }) => kname === root?.parent && type === "disk");
  const onDisk = devices.filter(({ parent, type }) => parent === disk?.kname && type === "part");
  const [partitions, subvolumes] = await Promise.all([
    Promise.all(onDisk.map(({ path, bytes }) => probePartition(host, path, bytes))),
    readSubvolumes(host, mounts, onDisk),
  ]);
  return {
    disk: disk?.path,
    rootDevice,
    partitions,
    mounts,
    subvolumes,
    fstab: parseFstab((await host.files.read("/etc/fstab")) ?? ""),
  };
}

interface Device {
  path: string;
  kname: string;
  parent: string;
  type: string;
  bytes: number;
}

async function readDevices(host: Host): Promise<Device[]> {
  const columns = "PATH,KNAME,PKNAME,TYPE,SIZE";
  const { stdout } = await host.run("lsblk", ["--json", "--bytes", "--list", "--output", columns]);
  return listIn(stdout, "blockdevices").map(({ path, kname, pkname, type, size }) => ({
    path: String(path),
    kname: String(kname),
    parent: String(pkname ?? ""),
    type: String(type),
    bytes: Number(size),
  }));
}

/** Asks the partition itself: lsblk only knows what udev saw, and in the installer's chroot there is no udev */
async function probePartition(host: Host, path: string, bytes: number): Promise<FoundPartition> {
  const { stdout } = await host.run("blkid", ["--probe", "--output", "export", path], {
    allowedExits: [0, 2],
  });
  const found = new Map<string, string>();
  for (const line of stdout.split("\n")) {
    const [key = "", ...value] = line.split("=");
    found.set(key, value.join("=").replace(/\\(.)/g, "$1"));
  }
  const [fstype, label, uuid] = [found.get("TYPE"), found.get("LABEL"), found.get("UUID")];
  return {
    path,
    bytes,
    table: found.get("PART_ENTRY_SCHEME") ?? "",
    guid: found.get("PART_ENTRY_TYPE")?.toLowerCase() ?? "",
    ...(fstype && { fstype }),
    ...(label && { label }),
    ...(uuid && { uuid }),
  };
}

async function readMounts(host: Host): Promise<FoundMount[]> {
  const { stdout } = await host.run("findmnt", [
    "--json",
    "--list",
    "--output",
    "TARGET,SOURCE,FSTYPE,FSROOT",
  ]);
  return listIn(stdout, "filesystems").map(({ target, source, fstype, fsroot }) => ({
    mountpoint: String(target),
    device: String(source).replace(/\[.*\]$/, ""),
    type: String(fstype),
    root: String(fsroot),
  }));
}

/** Each btrfs is asked once, whole: any folder of it that is open will do */
async function readSubvolumes(
  host: Host,
  mounts: readonly FoundMount[],
  devices: readonly Device[],
): Promise<CurrentStorage["subvolumes"]> {
  const found: CurrentStorage["subvolumes"] = [];
  for (const { path: device } of devices) {
    const folder = await openFolder(host, mounts, device);
    if (folder === undefined) continue;
    const { stdout } = await host.run("btrfs", ["subvolume", "list", folder]);
    for (const [, name] of stdout.matchAll(/ path (.+)$/gm)) if (name) found.push({ device, name });
  }
  return found;
}

/** Not every mount leads into its file system: a single file may be bound, a later mount may hide an earlier one */
async function openFolder(
  { files }: Host,
  mounts: readonly FoundMount[],
  device: string,
): Promise<string | undefined> {
  for (const [index, mount] of mounts.entries()) {
    if (mount.device !== device || mount.type !== "btrfs") continue;
    const { mountpoint } = mount;
    const hidden = mounts.slice(index + 1).some(later => `${mountpoint}/`.startsWith(`${later.mountpoint}/`));
    if (!hidden && (await files.facts(mountpoint))?.kind === "directory") return mountpoint;
  }
  return undefined;
}

function listIn(text: string, key: string): Record<string, unknown>[] {
  const parsed: unknown = JSON.parse(text);
  return isObject(parsed) && Array.isArray(parsed[key]) ? parsed[key].filter(isObject) : [];
}
