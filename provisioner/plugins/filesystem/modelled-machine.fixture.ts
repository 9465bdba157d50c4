import { cpSync, existsSync, mkdirSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { RunResult } from "../../host/run.ts";
import { hostForTests, type Ran } from "../host-for-tests.ts";
import { type ModelledSystemctl, modelledSystemctl } from "../modelled-systemctl.fixture.ts";

interface ModelledMount {
  target: string;
  source: string;
  fsroot: string;
  fstype: string;
  options: string;
  uuid: string;
  label: string;
}

/** A machine with btrfs, mounts and systemctl, for tests */
export interface ModelledMachine {
  host: ReturnType<typeof hostForTests>;
  systemctl: ModelledSystemctl;
  mounts: ModelledMount[];
  /** Subvolumes by path on the test's own machine, each with the one that it is a snapshot of */
  subvolumes: Map<string, string | undefined>;
  /** Names at the top of the btrfs on /dev/vda3 */
  top: Set<string>;
  /** Subvolumes in those, as btrfs tells of them: by the path in there */
  innerAtTop: [name: string, inner: string][];
  /** Mount points that somebody works in */
  busy: Set<string>;
  /** Words of commands that fail, such as "mount /data" */
  broken: Set<string>;
  now: Date;
}

/** / is the btrfs on /dev/vda3 with the UUID 1111, and /dev/vdb is an ext4 with the label data */
export async function machineBelow(root: string): Promise<ModelledMachine> {
  const systemctl = modelledSystemctl(root);
  const host = hostForTests(root, "live", ran => systemctl.answer(ran) ?? answer(machine, ran));
  const machine: ModelledMachine = {
    host: { ...host, clock: { now: () => machine.now, sleep: async () => undefined } },
    systemctl,
    mounts: [mountOf("/", "/dev/vda3", "btrfs", "rw,subvol=/@")],
    subvolumes: new Map(),
    top: new Set(["@", "@home"]),
    innerAtTop: [],
    busy: new Set(),
    broken: new Set(),
    now: new Date("2026-11-20T20:48:08Z"),
  };
  const { files } = machine.host;
  for (const device of ["/dev/vda3", "/dev/vdb"]) await files.write(device, "");
  await files.link("/dev/disk/by-uuid/1111", "../../vda3");
  await files.link("/dev/disk/by-label/data", "../../vdb");
  await files.write("/etc/fstab", "UUID=1111 / btrfs noatime,subvol=/@ 0 0\n");
  await files.makeDirectory("/etc/systemd/system");
  await files.makeDirectory("/srv");
  return machine;
}

function mountOf(target: string, device: string, fstype: string, options: string): ModelledMount {
  const source = device
    .replace("/dev/disk/by-uuid/1111", "/dev/vda3")
    .replace("/dev/disk/by-label/data", "/dev/vdb");
  const fsroot = `/${/subvol=\/?([^,]*)/.exec(options)?.[1] ?? ""}`;
  const uuid = source === "/dev/vda3" ? "1111" : "";
  return { target, source, fsroot, fstype, options, uuid, label: source === "/dev/vdb" ? "data" : "" };
}

function answer(machine: ModelledMachine, { program, args }: Ran): Partial<RunResult> | undefined {
  const path = args.at(-1) ?? "";
  const below = path.slice(machine.host.files.root.length);
  if (machine.broken.has(`${program} ${below}`)) return { exit: 32, stderr: `${program}: ${below}: refused` };
  switch (program) {
    case "findmnt":
      return { stdout: JSON.stringify({ filesystems: machine.mounts }) };
    case "mount":
      return mount(machine, args, below);
    case "umount":
      if (machine.busy.has(below) || machine.mounts.some(({ target }) => target.startsWith(`${below}/`)))
        return { exit: 32, stderr: `umount: ${below}: target is busy.` };
      machine.mounts = machine.mounts.filter(({ target }) => target !== below);
      return {};
    case "fuser":
      return { stdout: " 4711" };
    case "btrfs":
      return btrfs(machine, args);
    case "unshare":
      return atTop(machine, args[3] ?? "", path);
    default:
      return undefined;
  }
}

function mount(machine: ModelledMachine, args: readonly string[], target: string): Partial<RunResult> {
  const word = (flag: string): string => (args.includes(flag) ? (args[args.indexOf(flag) + 1] ?? "") : "");
  const options = word("-o");
  const before = machine.mounts.find(entry => entry.target === target);
  if (options.startsWith("remount")) {
    const own = options.split(",").filter(one => one !== "remount" && one !== "bind");
    // mount(8) merges what is in effect into what is asked, and noatime wins over any other
    const merged = args.includes("--options-source") ? [] : ["noatime"];
    const kept = merged.filter(one => before?.options.includes(one) && !own.includes(one));
    if (before)
      before.options = [
        ...own,
        ...kept,
        ...before.options.split(",").filter(one => one.startsWith("subvol")),
      ].join();
    return before ? {} : { exit: 32, stderr: "mount: not mounted" };
  }
  if (options.startsWith("bind")) {
    const { files } = machine.host;
    const folder = realpathSync(files.path(args.at(-2) ?? "")).slice(files.root.length);
    const own = [...new Set(["rw", ...options.split(",").slice(1), "subvol=/@"])].join();
    const bound = { ...mountOf(target, "/dev/vda3", "btrfs", own), fsroot: `/@${folder}` };
    machine.mounts.push(bound);
    return {};
  }
  machine.mounts.push(mountOf(target, args.at(-2) ?? "", word("-t") || "auto", options));
  return {};
}

function btrfs(
  { subvolumes, top, innerAtTop, host }: ModelledMachine,
  args: readonly string[],
): Partial<RunResult> {
  const [, verb] = args;
  const path = args.at(-1) ?? "";
  if (verb === "list") {
    const inner = [...subvolumes.keys()].filter(other => other.startsWith(`${path}/`));
    const names = [...top];
    const lines = args.includes("-o")
      ? inner.map(other => `ID 300 gen 1 top level 299 path ${other}`)
      : [
          ...names.map((name, index) => `ID ${256 + index} gen 1 top level 5 path ${name}`),
          ...innerAtTop.map(
            ([name, other]) => `ID 301 gen 1 top level ${256 + names.indexOf(name)} path ${other}`,
          ),
        ];
    return { stdout: lines.map(line => `${line}\n`).join("") };
  }
  if (verb === "create" || verb === "snapshot") {
    mkdirSync(path);
    if (verb === "snapshot") copyInto(args.at(-2) ?? "", path);
    subvolumes.set(path, verb === "snapshot" ? args.at(-2) : undefined);
    return {};
  }
  if (!subvolumes.has(path) || !existsSync(path)) return { exit: 1, stderr: "ERROR: Not a Btrfs subvolume" };
  if (verb === "show") {
    const uuid = (of: string | undefined): string => (of === undefined ? "-" : `uuid-${of}`);
    const name = `@${path.slice(host.files.root.length)}`;
    const id = 256 + [...subvolumes.keys()].indexOf(path); // a Map keeps the order of making
    return {
      stdout: `${name}\n\tSubvolume ID: \t\t${id}\n\tUUID: \t\t${uuid(path)}\n\tParent UUID: \t\t${uuid(subvolumes.get(path))}\n`,
    };
  }
  rmSync(path, { recursive: true });
  subvolumes.delete(path);
  return {};
}

/** A snapshot has nothing of the subvolumes in its original */
function copyInto(source: string, path: string): void {
  for (const name of readdirSync(source).filter(name => name !== ".snapshots"))
    cpSync(join(source, name), join(path, name), { recursive: true });
}

function atTop(machine: ModelledMachine, script: string, name: string): Partial<RunResult> {
  const { top, busy } = machine;
  if (script.includes("subvolume list")) return btrfs(machine, ["subvolume", "list", "/mnt"]);
  if (script.includes("create")) top.add(name);
  else if (script.includes("echo")) return { stdout: top.has(name) ? "there\n" : "" };
  else if (!(script.includes("rmdir") && busy.has(name))) top.delete(name);
  return {};
}

/** What people would look at: files, mounts, subvolumes, timers that wait */
export function looked({ mounts, subvolumes, top, systemctl }: ModelledMachine): object {
  const there = [...subvolumes.keys()].filter(path => existsSync(path)).sort();
  return {
    mounts: mounts.map(entry => ({ ...entry })),
    subvolumes: there.map(path => [path, readdirSync(path)]),
    top: [...top].sort(),
    active: [...systemctl.active].sort(),
  };
}
