import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { BusCall } from "../../host/bus.ts";
import type { Host, Stage } from "../../host/host.ts";
import type { RunResult } from "../../host/run.ts";
import { hostForTests, type Ran } from "../host-for-tests.ts";

/** systemd-logind below a folder, for tests */
export interface ModelledLogind {
  /** Whether it answers at all */
  up: boolean;
  /** Users whose services run */
  running: Set<string>;
  /** Idle action that is in effect, and one that a file of a later name asks for */
  idleAction: string;
  overriding?: string;
  host: Host & { readonly ran: Ran[] };
}

/** A machine with these accounts, by number from 1000 */
export function machineWithLogind(root: string, stage: Stage, ...accounts: string[]): ModelledLogind {
  const passwd = join(root, "etc/passwd");
  mkdirSync(dirname(passwd), { recursive: true });
  writeFileSync(
    passwd,
    accounts.map((name, index) => `${name}:x:${1000 + index}:::/home/${name}:\n`).join(""),
  );
  const names = new Map(accounts.map((name, index) => [1000 + index, name]));
  const host = hostForTests(root, stage, ran => answer(root, logind, ran));
  const logind: ModelledLogind = { up: true, running: new Set(), idleAction: "ignore", host };
  host.bus.call = async call => respond(root, logind, names, call);
  return logind;
}

function answer(
  root: string,
  logind: ModelledLogind,
  { program, args }: Ran,
): Partial<RunResult> | undefined {
  if (program === "getent") {
    const line = readFileSync(join(root, "etc/passwd"), "utf8")
      .split("\n")
      .find(isOf(args.at(-1) ?? ""));
    return line === undefined ? { exit: 2 } : { stdout: `${line}\n` };
  }
  if (args[0] === "is-active") return logind.up ? { stdout: "active\n" } : { stdout: "inactive\n", exit: 3 };
  if (args[0] === "reload-or-restart") {
    const file = join(root, "etc/systemd/logind.conf.d/90-groundstate.conf");
    const text = existsSync(file) ? readFileSync(file, "utf8") : "";
    logind.idleAction = logind.overriding ?? /^IdleAction=(.*)$/m.exec(text)?.[1] ?? "ignore";
  }
  return {};
}

function respond(
  root: string,
  logind: ModelledLogind,
  names: ReadonlyMap<number, string>,
  { member, body = [] }: BusCall,
): unknown[] {
  const [uid, on] = body;
  const name = names.get(Number(uid)) ?? "";
  const file = join(root, "var/lib/systemd/linger", name);
  if (member === "GetAll") return [{ IdleAction: logind.idleAction, SessionsMax: 8192n }];
  if (member === "ListUsers") return [[...names].filter(([, who]) => logind.running.has(who))];
  if (member === "TerminateUser") logind.running.delete(name);
  if (member !== "SetUserLinger") return [];
  if (!readFileSync(join(root, "etc/passwd"), "utf8").split("\n").some(isOf(name)))
    throw new Error("No such process"); // what logind says of a number without an account
  if (on) {
    writeFileSync(file, "");
    logind.running.add(name);
  } else {
    rmSync(file, { force: true });
    logind.running.delete(name);
  }
  return [];
}

function isOf(name: string): (line: string) => boolean {
  return line => line.startsWith(`${name}:`);
}
