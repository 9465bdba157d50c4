import type { Plugin, Report } from "../contract/plugin.ts";
import { describeError, Failure } from "../host/failure.ts";
import { type Checkpoint, type FailedPart, restoreFiles } from "./checkpoint.ts";
import type { Machine } from "./machine.ts";
import { settle } from "./settle.ts";

/** What came of going back */
export interface Rollback {
  /** What stays changed although every part worked, in the plugins' own words */
  left: string[];
  failures: FailedPart[];
}

/**
 * Goes back to a checkpoint: all files first, then the plugins in reverse, then what ran is started again in the order
 * of apply; tries everything, whatever fails
 */
export async function rollBack(
  { host, plugins }: Machine,
  checkpoint: Checkpoint,
  report: Report,
): Promise<Rollback> {
  const left: string[] = [];
  const failures = await restoreFiles(host, checkpoint);
  const attempt = async (what: string, work: () => Promise<readonly string[]>): Promise<void> => {
    try {
      left.push(...(await work()).map(line => `${what}: ${line}`));
    } catch (error) {
      failures.push({ what, error });
    }
  };
  const named = (name: string): Plugin => {
    const plugin = plugins.find(candidate => candidate.name === name);
    if (plugin) return plugin;
    throw new Failure({ kind: "rollback", tried: "no plugin of that name in this version" });
  };
  for (const { name, saved } of [...checkpoint.plugins].reverse())
    await attempt(name, () => named(name).rollback(host, saved, report));
  for (const { name, saved } of checkpoint.plugins)
    await attempt(name, async () => {
      await plugins.find(plugin => plugin.name === name)?.resume(host, saved, report);
      return [];
    });
  await attempt("writing everything to the disk", async () => {
    await settle(host);
    return [];
  });
  return { left, failures };
}

/** For the person: how far a rollback came that worked */
export function rolledBackText({ left }: Rollback, transaction = ""): string {
  if (left.length === 0) return `everything was rolled back${transaction}`;
  return `rolled back${transaction}, except: ${left.join("; ")}`;
}

/** For the person: which parts of a rollback did not work, and why */
export function rollbackFailure({ failures }: Rollback, txn: string): Failure {
  return new Failure({
    kind: "rollback",
    tried: `cannot roll back transaction ${txn} entirely`,
    found: failures.map(({ what, error }) => `${what}: ${describeError(error)}`).join("; "),
    fix: "mend the named parts by hand, then run `groundstate verify`",
  });
}
