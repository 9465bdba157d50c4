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
}

/** A host whose programs act on a tree of pretended devices, and refuse as the real ones do; for tests */
export function pretendMachine(disk: PretendDevice): { host: Host; commands: string[] } {
  const commands: string[] = [];
  const run = async (
    program: Program,
    args: readonly string[],
    options?: { allowedExits?: readonly number[] },
  ) => {
    commands.push([program, ...args].join(" "));
    const result = answer(disk, program, args);
    if (!(options?.allowedExits ?? [0]).includes(result.exit)) {
      throw new Failure({ kind: "machine", tried: `${program} ${args.join(" ")}`, found: result.stderr });
    }
    return result;
  };
  const bus = { call: nothingThere, listen: nothingThere, close: () => undefined };
  const clock = { now: () => new Date(0), sleep: async () => undefined };
  return { host: { stage: "live", files: filesBelow("/nonexistent"), bus, clock, run }, commands };
}

function answer(disk: PretendDevice, program: Program, args: readonly string[]): RunResult {
  const target = args.at(-1) ?? "";
  switch (program) {
    case "lsblk":
      return said(JSON.stringify({ blockdevices: [disk] }));
    case "findmnt":
      return said(JSON.stringify({ filesystems: mountpointsOf(disk).map(point => ({ target: point })) }));
    case "umount":
      return unmounted(disk, target);
    case "swapoff":
      return swappedOff(disk, target);
    case "mdadm":
    case "dmsetup":
    case "losetup":
      return stopped(disk, target);
    case "lvs":
      return said("  group\n");
    case "vgchange":
      return groupStopped(disk);
    default:
      return said("");
  }
}

function unmounted(disk: PretendDevice, place: string): RunResult {
  if (mountpointsOf(disk).some(point => point.startsWith(`${place}/`))) return refused(32, "target is busy");
  for (const device of all(disk)) {
    if (!device.mountpoints.includes(place)) continue;
    device.mountpoints = device.mountpoints.filter(point => point !== place);
    return said("");
  }
  return refused(32, "not mounted");
}

function swappedOff(disk: PretendDevice, path: string): RunResult {
  const device = all(disk).find(candidate => candidate.path === path);
  if (!device?.mountpoints.includes("[SWAP]")) return refused(4, "swapoff failed: Invalid argument");
  device.mountpoints = device.mountpoints.filter(point => point !== "[SWAP]");
  return said("");
}

function stopped(disk: PretendDevice, path: string): RunResult {
  const device = all(disk).find(candidate => candidate.path === path);
  if (!device) return refused(1, "no such device");
  if (all(device).some(isHolding(device))) return refused(1, "Device or resource busy");
  for (const parent of all(disk)) parent.children = parent.children.filter(child => child.path !== path);
  return said("");
}

/** What keeps a volume from being stopped: a mount, or a volume on top; plain partitions of it go with it */
function isHolding(device: PretendDevice): (other: PretendDevice) => boolean {
  return other => other.mountpoints.length > 0 || (other !== device && other.type !== "part");
}

/** vgchange stops what it can and leaves what is open, with exit 5 */
function groupStopped(disk: PretendDevice): RunResult {
  const exits = all(disk)
    .filter(({ type }) => type === "lvm")
    .map(({ path }) => stopped(disk, path).exit);
  return exits.every(exit => exit === 0) ? said("") : refused(5, "Logical volume in use");
}

function all(disk: PretendDevice): PretendDevice[] {
  const found = new Map<string, PretendDevice>();
  const walk = (device: PretendDevice): void => {
    for (const child of device.children) walk(child);
    found.set(device.path, device);
  };
  walk(disk);
  return [...found.values()];
}

function mountpointsOf(disk: PretendDevice): string[] {
  return all(disk).flatMap(({ mountpoints }) => mountpoints.filter(point => point !== "[SWAP]"));
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
