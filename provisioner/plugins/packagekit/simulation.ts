import { describeError, Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { quietly, wordOf } from "./apt-options.ts";
import type { Brought } from "./brought.ts";
import type { Wanted } from "./operation.ts";
import type { SideEffects } from "./side-effects.ts";
import { compareVersions } from "./version.ts";

/** What apt would do */
export interface Effects extends SideEffects {
  /** The version of each package that comes or changes; null for one that goes */
  brought: Brought;
}

/** What apt would do, or why it would not */
export type Simulation =
  | Effects
  /** Packages, or versions of them, that its lists do not have: "name" or "name version" */
  | { unknown: string[] }
  /** No set of packages satisfies everything that they need; apt's reasons */
  | { conflict: string };

// Everything is allowed here, so that apt tells what it would do instead of refusing it in words of its own.
const allowed = ["--allow-downgrades", "--allow-remove-essential", "--allow-change-held-packages"];

/** Asks apt what installing and removing together would come to; changes nothing, and takes no lock */
export async function simulate(
  host: Host,
  wanted: readonly Wanted[],
  unwanted: readonly string[],
  more: readonly string[] = [],
): Promise<Simulation> {
  const both = ["install", ...wanted.map(wordOf), ...unwanted.map(name => `${name}-`)];
  const command = wanted.length === 0 ? ["remove", ...unwanted] : both;
  try {
    const args = ["--simulate", "--yes", ...allowed, ...more, ...command];
    return effectsIn((await host.run("apt-get", args, quietly)).stdout);
  } catch (error) {
    const text = (error instanceof Failure && error.parts.found) || describeError(error);
    const unknown = unknownIn(text);
    if (unknown.length > 0) return { unknown };
    const conflict = /Unable to (?:correct problems|satisfy dependencies)/.test(text);
    if (conflict) return { conflict: text.trim().replaceAll(/\s*\|\s*/g, " | ") };
    throw error;
  }
}

/** Pure: packages that go, or go back, in apt's words for each: "Remv name [old]", "Inst name [old] (new archive [amd64])" */
export function effectsIn(simulation: string): Effects {
  const removed = [...simulation.matchAll(/^(?:Remv|Purg) (\S+)/gm)].map(([, name]) => bare(name));
  const changed = [...simulation.matchAll(/^Inst (\S+) \[(\S+)\] \((\S+)/gm)];
  const downgraded = changed.flatMap(([, name, before = "", after = ""]) =>
    compareVersions(after, before) < 0 ? [bare(name)] : [],
  );
  const coming = [...simulation.matchAll(/^Inst (\S+) (?:\[\S+\] )?\((\S+)/gm)];
  const brought = {
    ...Object.fromEntries(removed.map(name => [name, null])),
    ...Object.fromEntries(coming.map(([, name, version = ""]) => [bare(name), version])),
  };
  return { removed, downgraded, brought };
}

/** Pure: what apt does not know, as "name" or "name version" */
export function unknownIn(text: string): string[] {
  const names = /Unable to locate package (\S+)|Package '(\S+)' has no installation candidate/g;
  const versions = /Version '(\S+)' for '(\S+)' was not found/g;
  return [
    ...[...text.matchAll(names)].map(([, one, other]) => bare(one ?? other)),
    ...[...text.matchAll(versions)].map(([, version, name]) => `${bare(name)} ${version}`),
  ];
}

function bare(name = ""): string {
  return name.replace(/:.*/, "");
}
