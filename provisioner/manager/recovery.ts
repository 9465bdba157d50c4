import type { Report } from "../contract/plugin.ts";
import type { Host } from "../host/host.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { loadCheckpoint } from "./checkpoint.ts";
import { forgetWayBack } from "./forget-old.ts";
import { holdingSignals } from "./interruption.ts";
import type { Machine } from "./machine.ts";
import {
  type OpenTransaction,
  openTransaction,
  readTransactions,
  stillPending,
  waitingForConfirmation,
  whyUnconfirmed,
} from "./open-transaction.ts";
import { recovered, wentBack } from "./record.ts";
import { endText, goBack, rollbackFailure, rolledBackText } from "./rollback.ts";
import { recordRolledBack, recordWentBack } from "./status.ts";

/** What was recovered */
export interface Recovered {
  /** The transaction that was open; it has an outcome now */
  txn: string;
  /** The transaction whose changes are gone: itself, or the one that it was taking back */
  rolledBack: string;
  left: string[];
}

/**
 * Finds a transaction that a power cut or a kill left open, and rolls it back before anything else happens; one that
 * went back itself goes on to its end. Fails as "busy" while one waits for confirmation
 */
export async function recoverInterrupted(
  machine: Machine,
  ledger: Ledger,
  report: Report,
): Promise<Recovered | undefined> {
  const { host } = machine;
  const open = openTransaction(await readTransactions(host));
  if (!open) return undefined;
  const pending = await waitingForConfirmation(host, open);
  if (pending) throw stillPending(pending);
  const { txn, intent } = open;
  const { rolls_back } = intent.data;
  const earlier = typeof rolls_back === "string" ? rolls_back : undefined;
  const checkpoint = await loadCheckpoint(host, earlier ?? txn);
  if (!checkpoint) {
    const reason = "cut before its checkpoint was complete: nothing was changed";
    await ledger.append(recovered(txn, reason, { left: [], failures: [] }));
    await forgetWayBack(host, txn, [], report);
    report(`transaction ${txn} was ${reason}`);
    return { txn, rolledBack: txn, left: [] };
  }
  const why = await reasonOf(host, open);
  report(`transaction ${txn} ${open.pending ? why : "was interrupted"}: rolling it back`);
  return await holdingSignals(async interruption => {
    const way = { machine, ledger, txn, interruption, late: earlier !== undefined, report };
    const rollback = await goBack(way, checkpoint, result =>
      earlier === undefined ? recovered(txn, why, result) : wentBack(txn, earlier, result),
    );
    if (earlier === undefined) await recordRolledBack(host, open, `${why}; ${endText(rollback, txn)}`);
    else await recordWentBack(host, txn, earlier, rollback);
    if (rollback.failures.length > 0) throw rollbackFailure(rollback, txn);
    report(rolledBackText(rollback));
    interruption.stopHere(); // what was to come after this is not begun
    return { txn, rolledBack: earlier ?? txn, left: rollback.left };
  });
}

/** The transaction that was cut on this machine, if any; reads only */
export async function interruptedTransaction(host: Host): Promise<string | undefined> {
  const open = openTransaction(await readTransactions(host));
  return (await waitingForConfirmation(host, open)) ? undefined : open?.txn;
}

async function reasonOf(host: Host, { pending }: OpenTransaction): Promise<string> {
  return pending ? await whyUnconfirmed(host, pending) : "interrupted";
}
