import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bus, BusCall, BusSignal } from "../../host/bus.ts";
import { Failure } from "../../host/failure.ts";
import { filesBelow } from "../../host/files.ts";
import type { Host } from "../../host/host.ts";
import { type Offer, runApt, withDependencies } from "./fake-apt.fixture.ts";

/** A machine with dpkg and PackageKit, as far as the plugin sees them */
export interface FakeMachine {
  host: Host;
  installed: Map<string, string>;
  /** Removed with their configuration left behind */
  leftovers: Set<string>;
  /** Unpacked and not configured yet, by version */
  unpacked: Map<string, string>;
  held: Set<string>;
  repository: Record<string, Offer>;
  /** What the package lists know; RefreshCache brings the repository's */
  listed: Set<string>;
  /** Everything that was done to the machine, in order */
  done: string[];
  /** What a PackageKit does that still holds apt's lock */
  underWay(): void;
  /** What apt says of its sources: "path:entry codename origin" a line */
  targets: string;
  faults: {
    unreachable?: boolean;
    outside?: boolean;
    error?: [number, string];
    dies?: boolean;
    /** What apt-get update says when it fails */
    update?: string;
    /** How often downloads of apt-get still fail, and what it says */
    download?: { times: number; said: string };
  };
  remove(): Promise<void>;
}

const essential = new Set(["dash"]);
const guarded = new Set(["init"]);
const daemonPid = 42;

/** Builds one; `installed` maps names to versions */
export async function fakeMachine(
  installed: Record<string, string>,
  repository: Record<string, Offer>,
): Promise<FakeMachine> {
  const root = await mkdtemp(join(tmpdir(), "groundstate-packages-"));
  await mkdir(join(root, "proc", String(daemonPid)), { recursive: true });
  await mkdir(join(root, "elsewhere"));
  const machine: FakeMachine = {
    installed: new Map(Object.entries(installed)),
    leftovers: new Set(),
    unpacked: new Map(),
    held: new Set(),
    repository,
    listed: new Set(Object.keys(repository)),
    done: [],
    underWay: () => undefined,
    targets: "",
    faults: {},
    host: {
      stage: "install",
      files: filesBelow(root),
      bus: fakeBus(() => machine, root),
      clock: { now: () => new Date(0), sleep: async () => undefined },
      run: async (program, args) => ({ stdout: runProgram(machine, program, args), stderr: "", exit: 0 }),
    },
    remove: () => rm(root, { recursive: true }),
  };
  return machine;
}

function fakeBus(machine: () => FakeMachine, root: string): Bus {
  const listeners = new Map<string, (signal: BusSignal) => void>();
  let transactions = 0;
  return {
    call: async call => {
      const { faults, done } = machine();
      if (faults.unreachable) {
        throw new Failure({ kind: "machine", tried: call.member, found: "ServiceUnknown" });
      }
      if (call.member === "GetConnectionUnixProcessID") {
        const target = faults.outside ? "elsewhere" : "";
        await symlink(join(root, target), join(root, "proc", String(daemonPid), "root")).catch(
          () => undefined,
        );
        return [daemonPid];
      }
      if (call.member === "CreateTransaction") return [`/${++transactions}`];
      if (call.interface.endsWith(".Transaction") && call.member !== "SetHints") {
        const emit = (member: string, body: unknown[]): void =>
          listeners.get(call.path)?.({ path: call.path, interface: call.interface, member, body });
        queueMicrotask(() => {
          if (faults.dies) {
            const body = ["org.freedesktop.PackageKit", ":1.2", ""];
            const path = "/org/freedesktop/DBus";
            listeners.get(path)?.({ path, interface: "", member: "NameOwnerChanged", body });
            return;
          }
          runTransaction(machine(), call, emit, done);
        });
      }
      return [];
    },
    listen: async (path, onSignal) => {
      listeners.set(path, onSignal);
      return () => listeners.delete(path);
    },
    close: () => undefined,
  };
}

type Emit = (member: string, body: unknown[]) => void;

function runTransaction(machine: FakeMachine, call: BusCall, emit: Emit, done: string[]): void {
  const { faults, installed, repository, listed } = machine;
  const [flags, list] = call.body ?? [];
  const words = Array.isArray(list) ? list.map(String) : [];
  const simulated = typeof flags === "bigint" && (flags & 4n) !== 0n;
  const tell = (info: number, name: string, version: string): void =>
    emit("Package", [info, `${name};${version};amd64;stable`, ""]);
  if (faults.error && call.member !== "Resolve") {
    emit("ErrorCode", faults.error);
    emit("Finished", [2, 0]);
    return;
  }
  if (call.member === "RefreshCache") {
    done.push("refresh");
    for (const name of Object.keys(repository)) listed.add(name);
  }
  if (call.member === "Resolve") {
    for (const name of words) {
      const here = installed.get(name);
      if (here !== undefined) tell(1, name, here);
      const offer = listed.has(name) ? repository[name] : undefined;
      if (offer && offer.version !== here && flags !== 4n) tell(2, name, offer.version);
    }
  }
  if (call.member === "InstallPackages") {
    for (const name of withDependencies(repository, words.flatMap(nameAndVersion(repository)))) {
      const version = repository[name]?.version ?? "";
      for (const gone of (repository[name]?.conflicts ?? []).filter(each => installed.has(each))) {
        tell(13, gone, installed.get(gone) ?? "");
      }
      if (installed.get(name) === version) continue;
      if (machine.held.has(name)) throw new Error(`${name} is on hold`);
      tell(installed.has(name) && version < (installed.get(name) ?? "") ? 20 : 12, name, version);
      if (simulated) continue;
      done.push(`install ${name}`);
      installed.set(name, version);
      machine.leftovers.delete(name);
    }
  }
  if (call.member === "RemovePackages") {
    const names = words.map(id => id.split(";")[0] ?? "");
    const dependents = [...installed.keys()].filter(each =>
      repository[each]?.depends?.some(name => names.includes(name)),
    );
    for (const name of new Set([...dependents, ...names])) {
      tell(13, name, installed.get(name) ?? "");
      if (simulated) continue;
      done.push(`remove ${name}`);
      installed.delete(name);
      machine.leftovers.add(name);
    }
  }
  emit("Finished", [1, 0]);
}

// As the daemon does, an id with a version that no repository has is passed over.
function nameAndVersion(repository: Record<string, Offer>): (id: string) => string[] {
  return id => {
    const [name = "", version] = id.split(";");
    return repository[name]?.version === version ? [name] : [];
  };
}

function runProgram(machine: FakeMachine, program: string, args: readonly string[]): string {
  const { installed, leftovers, unpacked, held, done } = machine;
  if (args.includes("check")) {
    machine.underWay();
    return "";
  }
  if (args.includes("indextargets")) return machine.targets;
  if (args.includes("update") && machine.faults.update !== undefined)
    throw new Failure({ kind: "machine", tried: "apt-get update", found: machine.faults.update });
  if (program === "apt-get" && args.includes("install") && !args.includes("--simulate"))
    failDownload(machine.faults);
  if (program === "apt-get" && !args.includes("update")) return runApt(machine, args);
  if (program === "apt-mark") {
    const [mark, ...names] = args;
    for (const name of names) held[mark === "hold" ? "add" : "delete"](name);
  }
  if (program === "dpkg-query") {
    const names = args.slice(3);
    const line = (name: string, version: string, status: string): string =>
      [name, version, status, held.has(name) ? "hold" : "install", yes(essential, name), yes(guarded, name)]
        .join("\t")
        .concat("\n");
    const lines = [
      ...[...installed].map(([name, version]): [string, string] => [name, line(name, version, "installed")]),
      ...[...unpacked].map(([name, version]): [string, string] => [name, line(name, version, "unpacked")]),
      ...[...leftovers].map((name): [string, string] => [name, line(name, "1", "config-files")]),
    ];
    return lines
      .flatMap(([name, text]) => (names.length === 0 || names.includes(name) ? [text] : []))
      .join("");
  }
  if (program === "dpkg" && args.includes("--configure")) {
    for (const [name, version] of unpacked) installed.set(name, version);
    unpacked.clear();
  }
  if (program === "dpkg" && args.includes("--purge")) {
    for (const name of args) leftovers.delete(name);
  }
  done.push([program, ...args.filter(word => !word.startsWith("-"))].join(" "));
  return "";
}

function failDownload({ download }: FakeMachine["faults"]): void {
  if (!download || download.times === 0) return;
  download.times -= 1;
  throw new Failure({ kind: "machine", tried: "apt-get exited with 100", found: download.said });
}

function yes(names: ReadonlySet<string>, name: string): string {
  return names.has(name) ? "yes" : "no";
}
