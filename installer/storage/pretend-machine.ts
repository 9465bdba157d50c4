import { basename } from "node:path";
import { Failure } from "../../provisioner/host/failure.ts";
import { filesBelow } from "../../provisioner/host/files.ts";
import type { Host } from "../../provisioner/host/host.ts";
import type { Program } from "../../provisioner/host/programs.ts";
import type { RunResult } from "../../provisioner/host/run.ts";

/** A block device of a machine that exists only in a test */
export interface PretendDevice {
  path: string;
  type: string;
  mountpoints: string[];
  children: PretendDevice[];
  fstype?: string;
  uuid?: string;
  /** A byte by byte copy of a member: the same UUID, and nothing to the kernel */
  copy?: boolean;
}

/** A host whose programs act on pretended devices, and refuse as the real ones do; for tests */
export function pretendMachine(
  disk: PretendDevice,
  others: PretendDevice[] = [],
): { host: Host; commands: string[] } {
  const disks = [disk, ...others];
  const commands: string[] = [];
  const run = async (
    program: Program,
    args: readonly string[],
    options?: { allowedExits?: readonly number[] },
  ) => {
    commands.push([program, ...args].join(" "));
    const result = answer(disks, program, args);
    if (!(options?.allowedExits ?? [0]).includes(result.exit)) {
      throw new Failure({ kind: "machine", tried: `${program} ${args.join(" ")}`, found: result.stderr });
    }
    return result;
  };
  const bus = { call: nothingThere, listen: nothingThere, close: () => undefined };
  const clock = { now: () => new Date(0), sleep: async () => undefined };
  const nowhere = filesBelow("/nonexistent");
  const files: Host["files"] = {
    ...nowhere,
    read: async path => (path === "/proc/self/mountinfo" ? mountinfoOf(disks) : await nowhere.read(path)),
    list: async path => membersOf(disks, path) ?? (await nowhere.list(path)),
    isFree: async path => !isUsed(disks.find(candidate => candidate.path === path)),
    overwrite: async (path, pieces) =>
      void commands.push(`zero ${path} at ${pieces.map(({ offset }) => offset)}`),
  };
  return { host: { stage: "live", files, bus, clock, run }, commands };
}

function answer(disks: PretendDevice[], program: Program, args: readonly string[]): RunResult {
  const target = args.at(-1) ?? "";
  switch (program) {
    case "lsblk":
      return said(JSON.stringify({ blockdevices: disks }));
    case "umount":
      return args.map(place => unmounted(disks, place)).find(({ exit }) => exit !== 0) ?? said("");
    case "swapoff":
      return swappedOff(disks, target);
    case "mdadm":
    case "dmsetup":
    case "losetup":
      return stopped(disks, target);
    case "lvs":
      return said("  group\n");
    case "vgchange":
      return groupStopped(disks);
    default:
      return said("");
  }
}

function unmounted(disks: PretendDevice[], place: string): RunResult {
  if (mountpointsOf(disks).some(point => point.startsWith(`${place}/`))) return refused(32, "target is busy");
  for (const device of all(disks)) {
    if (!device.mountpoints.includes(place)) continue;
    device.mountpoints = device.mountpoints.filter(point => point !== place);
    return said("");
  }
  return refused(32, "not mounted");
}

function swappedOff(disks: PretendDevice[], path: string): RunResult {
  const device = all(disks).find(candidate => candidate.path === path);
  if (!device?.mountpoints.includes("[SWAP]")) return refused(4, "swapoff failed: Invalid argument");
  device.mountpoints = device.mountpoints.filter(point => point !== "[SWAP]");
  return said("");
}

function stopped(disks: PretendDevice[], path: string): RunResult {
  const device = all(disks).find(candidate => candidate.path === path);
  if (!device) return refused(1, "no such device");
  if (all([device]).some(isHolding(device))) return refused(1, "Device or resource busy");
  for (const parent of all(disks)) parent.children = parent.children.filter(child => child.path !== path);
  return said("");
}

/** What keeps a volume from being stopped: a mount, or a volume on top; plain partitions of it go with it */
function isHolding(device: PretendDevice): (other: PretendDevice) => boolean {
  return other => other.mountpoints.length > 0 || (other !== device && other.type !== "part");
}

/** vgchange stops what it can and leaves what is open, with exit 5 */
function groupStopped(disks: PretendDevice[]): RunResult {
  const exits = all(disks)
    .filter(({ type }) => type === "lvm")
    .map(({ path }) => stopped(disks, path).exit);
  return exits.every(exit => exit === 0) ? said("") : refused(5, "Logical volume in use");
}

function all(disks: PretendDevice[]): PretendDevice[] {
  const found = new Map<string, PretendDevice>();
  const walk = (device: PretendDevice): void => {
    for (const child of device.children) walk(child);
    found.set(device.path, device);
  };
  for (const disk of disks) walk(disk);
  return [...found.values()];
}

/** The kernel lends a disk to one alone only when neither it nor what lies on it is used */
function isUsed(disk: PretendDevice | undefined): boolean {
  return disk === undefined || all([disk]).some(isHolding(disk));
}

function mountpointsOf(disks: PretendDevice[]): string[] {
  return all(disks).flatMap(({ mountpoints }) => mountpoints.filter(point => point !== "[SWAP]"));
}

/** What the kernel lists below /sys/fs/btrfs/<uuid>/devices */
function membersOf(disks: PretendDevice[], path: string): string[] | undefined {
  const [, wanted] = /^\/sys\/fs\/btrfs\/([^/]+)\/devices$/.exec(path) ?? [];
  if (wanted === undefined) return undefined;
  return all(disks)
    .filter(({ uuid, copy }) => uuid === wanted && !copy)
    .map(device => basename(device.path));
}

function mountinfoOf(disks: PretendDevice[]): string {
  return mountpointsOf(disks)
    .map(point => `1 1 0:1 / ${point} rw - btrfs none rw\n`)
    .join("");
}

function said(stdout: string): RunResult {
  return { stdout, stderr: "", exit: 0 };
}

function refused(exit: number, stderr: string): RunResult {
  return { stdout: "", stderr, exit };
}

async function nothingThere(): Promise<never> {
  throw new Failure({ kind: "machine", tried: "a call over D-Bus", found: "no bus on a pretended machine" });
}
