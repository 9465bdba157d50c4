import type { Report } from "../contract/plugin.ts";
import type { Host } from "../host/host.ts";
import type { Block } from "../ledger/block.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { readBlocks } from "../ledger/read.ts";
import { type Checkpoint, loadCheckpoint } from "./checkpoint.ts";
import { goBackFromPending, pendingTransaction } from "./confirm.ts";
import { holdingSignals } from "./interruption.ts";
import { refuseChangedSince } from "./left-as.ts";
import { withTransactionLock } from "./lock.ts";
import type { Machine } from "./machine.ts";
import { stateDirectory } from "./paths.ts";
import { goingBack, wentBack } from "./record.ts";
import { recoverInterrupted } from "./recovery.ts";
import { goBack, rollbackFailure } from "./rollback.ts";
import { snapshotRoot } from "./root-snapshot.ts";
import { recordWentBack } from "./status.ts";
import { stopTimer } from "./unconfirmed-timer.ts";
import { cannotRollBack, whichToRollBack } from "./which-to-roll-back.ts";

/** What was rolled back */
export interface RolledBack {
  /** The transaction whose changes are gone */
  rolledBack: string;
  /** The transaction that did it; of one that was not confirmed yet, that one itself */
  txn: string;
  /** What could not be put back, a line each */
  left: string[];
}

/**
 * Takes the last transaction that changed anything back, or the one that waits for confirmation; where one was cut it
 * takes that back, and stops. Unless forced it refuses where files were changed since
 */
export async function rollBackLast(
  machine: Machine,
  named: string | undefined,
  report: Report,
  force = false,
): Promise<RolledBack> {
  const { host } = machine;
  return await withTransactionLock(host, async (ledger, txn) => {
    const pending = await pendingTransaction(host);
    if (pending && (named ?? pending.txn) === pending.txn) {
      const { left } = await goBackFromPending(machine, ledger, pending, report, "was not kept");
      await stopTimer(host, pending.txn);
      return { rolledBack: pending.txn, txn: pending.txn, left };
    }
    const recovered = await recoverInterrupted(machine, ledger, report);
    if (recovered && [undefined, recovered.txn, recovered.rolledBack].includes(named)) return recovered;
    const last = whichToRollBack(await historyOf(host), named);
    const checkpoint = await loadCheckpoint(host, last);
    if (!checkpoint) throw cannotRollBack(last, "its checkpoint is gone: only the last few are kept");
    if (!force) await refuseChangedSince(host, checkpoint);
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
    const way = { machine, ledger, txn, interruption, late: true, report };
    const rollback = await goBack(way, checkpoint, result => wentBack(txn, checkpoint.txn, result));
    await recordWentBack(host, txn, checkpoint.txn, rollback);
    if (rollback.failures.length > 0) throw rollbackFailure(rollback, checkpoint.txn);
    return rollback.left;
  });
}

async function historyOf(host: Host): Promise<Block[]> {
  const blocks: Block[] = [];
  for await (const block of readBlocks(host, stateDirectory)) blocks.push(block);
  return blocks;
}
