import { Failure } from "../../host/failure.ts";

/** A package that a repository has */
export interface Offer {
  version: string;
  /** Earlier versions that it still has */
  older?: string[];
  /** Names, or "name>=version" */
  depends?: string[];
  /** What earlier versions need, where that is something else */
  dependsBefore?: Record<string, string[]>;
  conflicts?: string[];
}

/** What apt-get works on */
interface AptMachine {
  installed: Map<string, string>;
  leftovers: Set<string>;
  held: ReadonlySet<string>;
  repository: Record<string, Offer>;
  listed: ReadonlySet<string>;
  done: string[];
}

/** One thing that apt-get does, in the words of its simulation */
interface Step {
  verb: "Inst" | "Remv";
  name: string;
  version: string;
}

/** apt-get install or remove on the fake machine, simulated or for real */
export function runApt(machine: AptMachine, args: readonly string[]): string {
  const [command, ...words] = args.filter(word => !word.startsWith("--") && !word.startsWith("-o"));
  const simulated = args.includes("--simulate");
  const steps = stepsFor(machine, command === "remove" ? words.map(name => `${name}-`) : words);
  for (const { verb, name, version } of steps)
    refuse(machine, { verb, name, version }, simulated ? everything : args);
  if (simulated) return steps.map(step => line(machine, step)).join("");
  machine.done.push(["apt-get", command, ...words].join(" "));
  for (const { verb, name, version } of steps) {
    if (verb === "Inst") machine.installed.set(name, version);
    else machine.installed.delete(name);
    machine.leftovers[verb === "Inst" ? "delete" : "add"](name);
  }
  return "";
}

const everything = ["--allow-downgrades", "--allow-change-held-packages"];

function stepsFor({ installed, repository, listed }: AptMachine, words: readonly string[]): Step[] {
  const gone = words.flatMap(word => /^(.+)-$/.exec(word)?.[1] ?? []);
  const wanted = new Map<string, string | undefined>();
  for (const word of words.filter(each => !each.endsWith("-"))) {
    const [name = "", version] = word.split("=");
    const offer = listed.has(name) ? repository[name] : undefined;
    if (!offer) throw unmet(`E: Unable to locate package ${name}`);
    if (version !== undefined && ![offer.version, ...(offer.older ?? [])].includes(version))
      throw unmet(`E: Version '${version}' for '${name}' was not found`);
    wanted.set(name, version);
  }
  const all = withDependencies(repository, [...wanted.keys()], wanted);
  const conflicting = all.flatMap(name => repository[name]?.conflicts ?? []);
  const after = new Map(installed);
  for (const name of all) {
    const asked = wanted.get(name) ?? (installed.has(name) ? undefined : repository[name]?.version);
    if (asked !== undefined) after.set(name, asked);
  }
  for (const name of [...gone, ...conflicting]) after.delete(name);
  leaveUnmet(repository, after);
  return [
    ...[...installed].flatMap(([name, version]): Step[] =>
      after.has(name) ? [] : [{ verb: "Remv", name, version }],
    ),
    ...[...after].flatMap(([name, version]): Step[] =>
      version === installed.get(name) ? [] : [{ verb: "Inst", name, version }],
    ),
  ];
}

/** What needs something that is not there, or is too old, goes as well */
function leaveUnmet(repository: Record<string, Offer>, after: Map<string, string>): void {
  const unmetNeed = (need: string): boolean => {
    const [name = "", least = ""] = need.split(">=");
    const found = after.get(name);
    return found === undefined || found < least;
  };
  for (const [name, version] of after) {
    if (!(name in repository) || !needsOf(repository[name], version).some(unmetNeed)) continue;
    after.delete(name);
    leaveUnmet(repository, after);
    return;
  }
}

function refuse(
  { installed, held }: AptMachine,
  { verb, name, version }: Step,
  args: readonly string[],
): void {
  const before = installed.get(name) ?? "";
  if (verb === "Inst" && version < before && !args.includes("--allow-downgrades"))
    throw unmet("E: Packages were downgraded and -y was used without --allow-downgrades.");
  if (held.has(name) && !args.includes("--allow-change-held-packages"))
    throw unmet("E: Held packages were changed and -y was used without --allow-change-held-packages.");
  if (verb === "Remv" && args.includes("--no-remove"))
    throw unmet("E: Packages need to be removed but remove is disabled.");
}

function line({ installed }: AptMachine, { verb, name, version }: Step): string {
  if (verb === "Remv") return `Remv ${name} [${version}]\n`;
  const before = installed.get(name);
  return `Inst ${name}${before === undefined ? "" : ` [${before}]`} (${version} trial [amd64])\n`;
}

function unmet(found: string): Failure {
  return new Failure({ kind: "machine", tried: "apt-get exited with 100", found });
}

/** Names with all that they depend on */
export function withDependencies(
  repository: Record<string, Offer>,
  names: readonly string[],
  versions: ReadonlyMap<string, string | undefined> = new Map(),
): string[] {
  const all = new Set(names);
  for (const name of all)
    for (const need of needsOf(repository[name], versions.get(name))) all.add(need.split(">=")[0] ?? "");
  return [...all];
}

function needsOf(offer: Offer | undefined, version = offer?.version ?? ""): string[] {
  return offer?.dependsBefore?.[version] ?? offer?.depends ?? [];
}
