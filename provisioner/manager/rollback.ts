import type { Plugin, Report } from "../contract/plugin.ts";
import { describeError, Failure } from "../host/failure.ts";
import type { LedgerEntry } from "../ledger/block.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { type Checkpoint, type FailedPart, restoreFiles } from "./checkpoint.ts";
import { forgetWayBack } from "./forget-old.ts";
import { isGoingDown, leftForTheNextStart } from "./going-down.ts";
import type { Interruption } from "./interruption.ts";
import type { Machine } from "./machine.ts";
import { settle } from "./settle.ts";
import { limits, within } from "./time-limit.ts";

/** What came of going back */
export interface Rollback {
  /** What stays changed although every part worked, in the plugins' own words */
  left: string[];
  failures: FailedPart[];
}

/** A way back, as every part of the manager that takes one knows it */
export interface WayBack {
  machine: Machine;
  ledger: Ledger;
  /** The transaction that takes it */
  txn: string;
  interruption: Interruption;
  /** The transaction was through, and the machine was used since */
  late?: boolean;
  report: Report;
}

/** Goes back to a checkpoint and records it; a way back that shutdown makes fail is left for the next start */
export async function goBack(
  { machine, ledger, txn, interruption, late = false, report }: WayBack,
  checkpoint: Checkpoint,
  outcome: (rollback: Rollback) => LedgerEntry,
): Promise<Rollback> {
  interruption.enter("rolling back");
  const rollback = await rollBack(machine, checkpoint, late, report);
  const failed = rollback.failures.length > 0;
  if (failed && (await isGoingDown(machine.host)))
    throw leftForTheNextStart(txn, rollbackFailure(rollback, txn));
  await ledger.append(outcome(rollback));
  if (!failed) await forgetWayBack(machine.host, checkpoint.txn, rollback.left, report);
  return rollback;
}

/**
 * Goes back to a checkpoint: all files first, then the plugins in reverse, then what ran is started again in the order
 * of apply; tries everything, whatever fails
 */
async function rollBack(
  { host, plugins }: Machine,
  checkpoint: Checkpoint,
  late: boolean,
  report: Report,
): Promise<Rollback> {
  const left: string[] = [];
  const failures = await restoreFiles(host, checkpoint);
  const attempt = async (what: string, work: () => Promise<readonly string[]>): Promise<void> => {
    try {
      left.push(...(await within(limits.rollback, what, work())).map(line => `${what}: ${line}`));
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
    await attempt(name, () => named(name).rollback(host, saved, report, late));
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

/** For the person: how a rollback ended, whichever way */
export function endText(rollback: Rollback, txn: string): string {
  return rollback.failures.length > 0
    ? describeError(rollbackFailure(rollback, txn))
    : rolledBackText(rollback);
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
