import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { RunResult } from "../host/run.ts";
import type { Ran } from "./host-for-tests.ts";

const lib = "/usr/lib/systemd/system";
const etc = "/etc/systemd/system";

/** systemctl below a folder, for tests: links as `enable` makes them, and what runs */
export interface ModelledSystemctl {
  active: Set<string>;
  /** How often each was started; systemd numbers them */
  starts: Map<string, number>;
  /** Commands that fail, such as "stop ssh.service" */
  broken: Set<string>;
  answer(ran: Ran): Partial<RunResult> | undefined;
}

/** Units are the files below /usr/lib/systemd/system of that root */
export function modelledSystemctl(root: string): ModelledSystemctl {
  const active = new Set<string>();
  const starts = new Map<string, number>();
  const broken = new Set<string>();
  const perform = (verb: string, unit: string, now: boolean): Partial<RunResult> => {
    if (broken.has(`${verb} ${unit}`)) return { exit: 1, stderr: `Job for ${unit} failed.` };
    if (verb === "enable" || verb === "disable") linkAll(root, unit, verb);
    if (verb === "is-enabled") return isEnabled(root, unit);
    if (verb === "is-active")
      return active.has(unit) ? { stdout: "active\n" } : { stdout: "inactive\n", exit: 3 };
    if (verb === "stop") active.delete(unit);
    if (verb === "start" && !active.has(unit) && active.has(unit.replace(/\.socket$/, ".service")))
      return { exit: 1, stderr: `${unit}: its service is already active, refusing.` };
    if (verb === "start" || verb === "restart" || (verb === "enable" && now)) {
      if (verb === "restart" || !active.has(unit)) starts.set(unit, (starts.get(unit) ?? 0) + 1);
      active.add(unit);
      for (const wanted of settings(root, unit, "Wants")) active.add(wanted);
    }
    return {};
  };
  return {
    active,
    starts,
    broken,
    answer: ({ program, args }) => {
      if (program !== "systemctl") return undefined;
      const words = args.filter(word => !word.startsWith("-"));
      const [verb = "", ...units] = words;
      if (verb === "show")
        return { stdout: show(root, { active, starts }, units, args.includes("--property=TriggeredBy")) };
      if (verb === "reset-failed" || units.length === 0) return {};
      const answers = units.map(unit => perform(verb, unit, args.includes("--now")));
      return answers.find(({ exit }) => exit) ?? answers[0];
    },
  };
}

function show(
  root: string,
  { active, starts }: Pick<ModelledSystemctl, "active" | "starts">,
  units: readonly string[],
  triggers: boolean,
): string {
  const socketOf = (unit: string): string => unit.replace(/\.service$/, ".socket");
  return units
    .map(unit => {
      if (triggers) return existsSync(join(root, lib, socketOf(unit))) ? `${socketOf(unit)}\n` : "\n";
      return `Id=${unit}\nInvocationID=${starts.get(unit) ?? ""}\nActiveState=${active.has(unit) ? "active" : "inactive"}\nUnitFileState=${isEnabled(root, unit).stdout}`;
    })
    .join("\n");
}

function isEnabled(root: string, unit: string): Partial<RunResult> {
  const places = settings(root, unit, "WantedBy").map(target => `${etc}/${target}.wants/${unit}`);
  if (!existsSync(join(root, lib, unit))) return { stdout: "not-found\n", exit: 4 };
  if (places.length === 0) return { stdout: "static\n" };
  return places.some(path => isThere(root, path))
    ? { stdout: "enabled\n" }
    : { stdout: "disabled\n", exit: 1 };
}

function linkAll(root: string, unit: string, verb: "enable" | "disable", done = new Set<string>()): void {
  if (done.has(unit)) return;
  done.add(unit);
  const paths = [
    ...settings(root, unit, "WantedBy").map(target => `${etc}/${target}.wants/${unit}`),
    ...settings(root, unit, "Alias").map(alias => `${etc}/${alias}`),
  ];
  for (const path of paths) {
    rmSync(join(root, path), { force: true });
    if (verb === "disable") continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(`${lib}/${unit}`, join(root, path));
  }
  for (const companion of settings(root, unit, "Also")) linkAll(root, companion, verb, done);
}

function settings(root: string, unit: string, key: string): string[] {
  const path = join(root, lib, basename(unit));
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .filter(line => line.startsWith(`${key}=`))
    .flatMap(line => line.slice(key.length + 1).split(" "));
}

/** The link itself: where it points to is no place below this root */
function isThere(root: string, path: string): boolean {
  return lstatSync(join(root, path), { throwIfNoEntry: false }) !== undefined;
}
