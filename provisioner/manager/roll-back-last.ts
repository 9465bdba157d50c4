import type { Report } from "../contract/plugin.ts";
import { Failure } from "../host/failure.ts";
import type { Host } from "../host/host.ts";
import type { Block } from "../ledger/block.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { readBlocks } from "../ledger/read.ts";
import { type Checkpoint, loadCheckpoint } from "./checkpoint.ts";
import { goBackFromPending, pendingTransaction } from "./confirm.ts";
import { holdingSignals } from "./interruption.ts";
import { withTransactionLock } from "./lock.ts";
import type { Machine } from "./machine.ts";
import { stateDirectory } from "./paths.ts";
import { goingBack, wentBack } from "./record.ts";
import { recoverInterrupted } from "./recovery.ts";
import { goBack, rollbackFailure } from "./rollback.ts";
import { snapshotRoot } from "./root-snapshot.ts";
import { stopTimer } from "./unconfirmed-timer.ts";

/** What was rolled back */
export interface RolledBack {
  /** The transaction whose changes are gone */
  rolledBack: string;
  /** The transaction that did it; of one that was not confirmed yet, that one itself */
  txn: string;
  /** What could not be put back, a line each */
  left: string[];
}

/** Takes the last transaction that changed anything back, or the one that waits for confirmation */
export async function rollBackLast(
  machine: Machine,
  named: string | undefined,
  report: Report,
): Promise<RolledBack> {
  const { host } = machine;
  return await withTransactionLock(host, async (ledger, txn) => {
    const pending = await pendingTransaction(host);
    if (pending && (named ?? pending.txn) === pending.txn) {
      const { left } = await goBackFromPending(machine, ledger, pending, report, "was not kept");
      await stopTimer(host, pending.txn);
      return { rolledBack: pending.txn, txn: pending.txn, left };
    }
    await recoverInterrupted(machine, ledger, report);
    const last = lastToRollBack(await historyOf(host), named);
    const checkpoint = await loadCheckpoint(host, last);
    if (!checkpoint) throw refused(last, "its checkpoint is gone: only the last few are kept");
    return { rolledBack: last, txn, left: await takeBack(machine, ledger, txn, checkpoint, report) };
  });
}

async function takeBack(
  machine: Machine,
  ledger: Ledger,
  txn: string,
  checkpoint: Checkpoint,
  report: Report,
): Promise<string[]> {
  const { host } = machine;
  return await holdingSignals(async interruption => {
    await snapshotRoot(host, txn, report);
    await ledger.append(goingBack(txn, checkpoint.txn));
    const way = { machine, ledger, txn, interruption, report };
    const rollback = await goBack(way, checkpoint, result => wentBack(txn, checkpoint.txn, result));
    if (rollback.failures.length > 0) throw rollbackFailure(rollback, checkpoint.txn);
    return rollback.left;
  });
}

/** Pure: the last transaction that changed anything and still stands; fails for another one that is named */
export function lastToRollBack(blocks: readonly Block[], named?: string): string {
  const standing = standingTransactions(blocks);
  const last = standing.at(-1);
  const wanted = named ?? last;
  if (wanted === undefined) {
    throw new Failure({
      kind: "input",
      tried: "cannot roll back",
      found: "no transaction since the installation that changed anything and still stands",
    });
  }
  if (wanted === last) return wanted;
  if (standing.includes(wanted)) throw refused(wanted, `transaction ${last} came after it`);
  throw refused(wanted, "it is none that changed anything and still stands");
}

/** What the installer did is no step to go back */
function standingTransactions(blocks: readonly Block[]): string[] {
  const installed = blocks.findLastIndex(({ category }) => category === "install");
  const standing: string[] = [];
  for (const { txn, phase, data } of blocks.slice(installed + 1)) {
    if (phase !== "commit") continue;
    const { rolls_back } = data;
    if (typeof rolls_back === "string") standing.splice(standing.indexOf(rolls_back), 1);
    else if (Number(data["applied"]) > 0) standing.push(txn);
  }
  return standing;
}

async function historyOf(host: Host): Promise<Block[]> {
  const blocks: Block[] = [];
  for await (const block of readBlocks(host, stateDirectory)) blocks.push(block);
  return blocks;
}

function refused(txn: string, found: string): Failure {
  return new Failure({
    kind: "input",
    tried: `cannot roll back transaction ${txn}`,
    found,
    fix: `its way back is the root file system of before, before-${txn} in the boot menu, if its snapshot is kept`,
  });
}
