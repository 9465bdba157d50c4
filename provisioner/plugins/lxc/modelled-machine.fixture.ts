import { cpSync, renameSync, rmSync, statSync } from "node:fs";
import type { RunResult } from "../../host/run.ts";
import { hostForTests, type Ran } from "../host-for-tests.ts";
import { type ModelledSystemctl, modelledSystemctl } from "../modelled-systemctl.fixture.ts";

/** A machine with btrfs, LXC and systemctl, for tests */
export interface ModelledMachine {
  host: ReturnType<typeof hostForTests>;
  systemctl: ModelledSystemctl;
  /** Subvolumes by path on the test's own machine, each with the one that it is a snapshot of */
  subvolumes: Map<string, string | undefined>;
  /** Containers that run */
  running: Set<string>;
  /** Their addresses, by name */
  addresses: Map<string, string>;
  /** What btrfs was told to limit, in bytes by path; undefined while it does not count */
  limits: Map<string, number> | undefined;
  /** What LXC was told of running containers: "web memory.max" */
  adjusted: Map<string, string>;
  /** Words of commands that fail, such as "lxc-stop web" */
  broken: Set<string>;
}

/** The base image is there, LXC is installed, and there are no containers */
export async function machineBelow(root: string): Promise<ModelledMachine> {
  const systemctl = modelledSystemctl(root);
  const machine: ModelledMachine = {
    host: hostForTests(root, "live", ran => systemctl.answer(ran) ?? answer(machine, ran)),
    systemctl,
    subvolumes: new Map(),
    running: new Set(),
    addresses: new Map(),
    limits: undefined,
    adjusted: new Map(),
    broken: new Set(),
  };
  const { files } = machine.host;
  await files.write("/usr/bin/lxc-info", "");
  await files.write("/usr/lib/systemd/system/lxc.service", "WantedBy=multi-user.target\n");
  await files.makeDirectory("/etc/systemd/system");
  await files.makeDirectory("/var/log/lxc");
  await files.makeDirectory("/var/lib/lxc");
  await files.write("/sys/fs/btrfs/features/simple_quota", "");
  await files.write("/.snapshots/base/usr/lib/os-release", 'ID=debian\nVERSION_ID="13"\n');
  await files.makeDirectory("/.snapshots/base/etc/systemd/network");
  await files.makeDirectory("/.snapshots/base/var/lib/machines");
  machine.subvolumes.set(files.path("/.snapshots/base"), undefined);
  return machine;
}

function answer(machine: ModelledMachine, { program, args }: Ran): Partial<RunResult> | undefined {
  const name = args[args.indexOf("--name") + 1] ?? "";
  const words = program === "btrfs" ? `btrfs ${args[1]} ${args.at(-1)}` : `${program} ${name}`;
  if (machine.broken.has(words)) return { exit: 1, stderr: `${words}: refused` };
  const { running } = machine;
  if (program === "lxc-info" && args.includes("--state"))
    return running.has(name) ? { stdout: "RUNNING\n" } : { exit: 1, stderr: `${name} doesn't exist` };
  if (program === "lxc-info") return { stdout: `${machine.addresses.get(name) ?? ""}\n` };
  if (program === "lxc-start") running.add(name);
  if (program === "lxc-stop") running.delete(name);
  if (program === "lxc-cgroup") machine.adjusted.set(`${name} ${args.at(-2)}`, args.at(-1) ?? "");
  if (program === "mv") move(machine, args.at(-2) ?? "", args.at(-1) ?? "");
  return program === "btrfs" ? btrfs(machine, args) : {};
}

function btrfs(machine: ModelledMachine, args: readonly string[]): Partial<RunResult> {
  const { subvolumes, running } = machine;
  const [what, verb] = args;
  if (what !== "subvolume") return quota(machine, args);
  const path = args.at(-1) ?? "";
  const inner = [...subvolumes.keys()].filter(other => other.startsWith(`${path}/`));
  if (verb === "snapshot") {
    const source = args.at(-2) ?? "";
    cpSync(source, path, { recursive: true });
    subvolumes.set(path, source);
    return {};
  }
  if (!subvolumes.has(path)) return { exit: 1, stderr: "ERROR: Not a Btrfs subvolume: Invalid argument" };
  if (verb === "show") {
    const uuid = (of: string | undefined): string => (of === undefined ? "-" : `uuid-${of}`);
    const parent = subvolumes.get(path);
    return { stdout: `${path}\n\tUUID: \t\t\t${uuid(path)}\n\tParent UUID: \t\t${uuid(parent)}\n` };
  }
  if (verb === "list") return { stdout: inner.map(at => `ID 7 gen 1 top level 5 path ${at}\n`).join("") };
  const busy = [...running].find(name => path.endsWith(`/${name}/rootfs`));
  if (inner.length > 0) return { exit: 1, stderr: "ERROR: Could not destroy subvolume: Directory not empty" };
  if (busy !== undefined) return { exit: 1, stderr: `the container ${busy} runs` };
  rmSync(path, { recursive: true });
  subvolumes.delete(path);
  return {};
}

function quota(machine: ModelledMachine, args: readonly string[]): Partial<RunResult> {
  const path = args.at(-1) ?? "";
  if (args[0] === "quota") {
    machine.limits = args[1] === "enable" ? (machine.limits ?? new Map()) : undefined;
    return {};
  }
  if (!machine.limits) return { exit: 1, stderr: "ERROR: can't list qgroups: quotas not enabled" };
  if (args[1] === "limit") {
    if (args[2] === "none") machine.limits.delete(path);
    else machine.limits.set(path, Number(args[2]));
    return {};
  }
  const group = { qgroupid: "0/265", max_referenced: machine.limits.get(path) ?? "none" };
  return { stdout: JSON.stringify({ "qgroup-show": [group] }) };
}

function move({ subvolumes }: ModelledMachine, from: string, to: string): void {
  renameSync(from, to);
  if (!statSync(to).isDirectory()) return;
  for (const [path, parent] of [...subvolumes])
    if (path === from || path.startsWith(`${from}/`)) {
      subvolumes.delete(path);
      subvolumes.set(to + path.slice(from.length), parent);
    }
}
