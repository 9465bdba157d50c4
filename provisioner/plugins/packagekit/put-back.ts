import type { Report } from "../../contract/plugin.ts";
import { undoAll } from "../../contract/undo-all.ts";
import { describeError } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { options, progress, quietly, wordOf } from "./apt-options.ts";
import { patientDownloads } from "./downloads.ts";
import type { Wanted } from "./operation.ts";
import { simulate, unknownIn } from "./simulation.ts";

/** A package that was there, and in which version */
export interface FormerPackage {
  name: string;
  version: string;
  /** It is not there at all now; else it has another version */
  gone: boolean;
}

/** Brings packages back to the versions that they had; one that waits for the network does so for all of them */
export interface PutBack {
  /** While new ones go, in one step, which some need; does nothing when apt finds no such step that leaves others alone */
  withRemoval(former: readonly FormerPackage[], added: readonly string[]): Promise<void>;
  /**
   * All together, or each by itself when one keeps the others from it. A version that no repository has any more is
   * passed over; a package that is gone then comes in the version that there is
   */
  alone(former: readonly FormerPackage[]): Promise<void>;
}

/** Ways back for packages, with apt-get */
export function puttingBack(host: Host, report: Report): PutBack {
  const patiently = patientDownloads(host, report);
  const install = (words: readonly string[], allowed: readonly string[]): Promise<void> =>
    patiently(async () => {
      const args = [...options, ...allowed, "--no-install-recommends", "install", ...words];
      await host.run("apt-get", args, { ...quietly, onLine: progress(report) });
    });
  const allowed = ["--allow-downgrades", "--allow-change-held-packages"];
  return {
    withRemoval: async (former, added) => {
      const wanted = await possibleStep(host, former.map(versionOf), former, added);
      if (wanted) await install([...wanted.map(wordOf), ...added.map(name => `${name}-`)], allowed);
    },
    alone: former =>
      allOrEach(former, ones =>
        putBackKnown(ones.map(versionOf), ones, wanted =>
          install(wanted.map(wordOf), [...allowed, "--no-remove"]),
        ),
      ),
  };
}

/** What can be brought back while `added` goes, and nothing else goes or becomes older; undefined when there is nothing */
async function possibleStep(
  host: Host,
  wanted: readonly Wanted[],
  former: readonly FormerPackage[],
  added: readonly string[],
): Promise<readonly Wanted[] | undefined> {
  if (wanted.length === 0 || added.length === 0) return undefined;
  const simulation = await simulate(host, wanted, added, ["--no-install-recommends"]);
  if ("unknown" in simulation) {
    const left = withoutUnknown(wanted, simulation.unknown, former);
    return left && (await possibleStep(host, left, former, added));
  }
  if ("conflict" in simulation) return undefined;
  const others = [
    ...simulation.removed.filter(name => !added.includes(name)),
    ...simulation.downgraded.filter(name => !former.some(one => one.name === name)),
  ];
  return others.length === 0 ? wanted : undefined;
}

async function allOrEach(
  former: readonly FormerPackage[],
  putBack: (ones: readonly FormerPackage[]) => Promise<void>,
): Promise<void> {
  try {
    await putBack(former);
  } catch {
    const steps = former.map(one => ({ what: one.name, undo: () => putBack([one]) }));
    const fix = `apt-get install ${former.map(wordOf).join(" ")}`;
    await undoAll(steps, { tried: "cannot install each of them again", fix });
  }
}

/** Tries again without what turns out to be unknown, until nothing is */
async function putBackKnown(
  wanted: readonly Wanted[],
  former: readonly FormerPackage[],
  install: (wanted: readonly Wanted[]) => Promise<void>,
): Promise<void> {
  if (wanted.length === 0) return;
  try {
    await install(wanted);
  } catch (error) {
    const left = withoutUnknown(wanted, unknownIn(describeError(error)), former);
    if (!left) throw error;
    await putBackKnown(left, former, install);
  }
}

/** What is left to try; undefined when that is the same again */
function withoutUnknown(
  wanted: readonly Wanted[],
  unknown: readonly string[],
  former: readonly FormerPackage[],
): Wanted[] | undefined {
  const names = unknown.map(words => words.split(" ")[0] ?? "");
  const left = wanted.flatMap(one => (names.includes(one.name) ? anyVersion(one, former) : [one]));
  return JSON.stringify(left) === JSON.stringify(wanted) ? undefined : left;
}

function anyVersion({ name, version }: Wanted, former: readonly FormerPackage[]): Wanted[] {
  const gone = former.some(one => one.name === name && one.gone);
  return gone && version !== undefined ? [{ name }] : [];
}

function versionOf({ name, version }: FormerPackage): Wanted {
  return { name, version };
}
