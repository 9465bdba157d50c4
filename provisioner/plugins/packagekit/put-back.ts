import type { Report } from "../../contract/plugin.ts";
import { undoAll } from "../../contract/undo-all.ts";
import { describeError } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { options, progress, quietly, wordOf } from "./apt-options.ts";
import type { Wanted } from "./operation.ts";
import { unknownIn } from "./simulation.ts";

/** A package that was there, and in which version */
export interface FormerPackage {
  name: string;
  version: string;
  /** It is not there at all now; else it has another version */
  gone: boolean;
}

/**
 * Brings packages back to the versions that they had, all together, or each by itself when one keeps the others from it.
 * A version that no repository has any more is passed over; a package that is gone then comes in the version that there is
 */
export async function putBack(host: Host, former: readonly FormerPackage[], report: Report): Promise<void> {
  const wanted = former.map(({ name, version }) => ({ name, version }));
  try {
    await putBackKnown(host, wanted, former, report);
  } catch {
    const steps = former.map(one => ({
      what: one.name,
      undo: () => putBackKnown(host, [{ name: one.name, version: one.version }], [one], report),
    }));
    const fix = `apt-get install ${wanted.map(wordOf).join(" ")}`;
    await undoAll(steps, { tried: "cannot install each of them again", fix });
  }
}

/** Tries again without what turns out to be unknown, until nothing is */
async function putBackKnown(
  host: Host,
  wanted: readonly Wanted[],
  former: readonly FormerPackage[],
  report: Report,
): Promise<void> {
  if (wanted.length === 0) return;
  try {
    await install(host, wanted, report);
  } catch (error) {
    const unknown = unknownIn(describeError(error)).map(words => words.split(" ")[0] ?? "");
    const left = wanted.flatMap(one => (unknown.includes(one.name) ? anyVersion(one, former) : [one]));
    if (unknown.length === 0 || JSON.stringify(left) === JSON.stringify(wanted)) throw error;
    await putBackKnown(host, left, former, report);
  }
}

function anyVersion({ name, version }: Wanted, former: readonly FormerPackage[]): Wanted[] {
  const gone = former.some(one => one.name === name && one.gone);
  return gone && version !== undefined ? [{ name }] : [];
}

async function install(host: Host, wanted: readonly Wanted[], report: Report): Promise<void> {
  const allowed = ["--allow-downgrades", "--allow-change-held-packages", "--no-remove"];
  const words = ["--no-install-recommends", "install", ...wanted.map(wordOf)];
  await host.run("apt-get", [...options, ...allowed, ...words], { ...quietly, onLine: progress(report) });
}
