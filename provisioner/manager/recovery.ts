import type { Report } from "../contract/plugin.ts";
import type { Host } from "../host/host.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { loadCheckpoint } from "./checkpoint.ts";
import { holdingSignals } from "./interruption.ts";
import type { Machine } from "./machine.ts";
import {
  type OpenTransaction,
  openTransaction,
  readTransactions,
  stillPending,
  waitingForConfirmation,
} from "./open-transaction.ts";
import { recovered, wentBack } from "./record.ts";
import { goBack, rollbackFailure, rolledBackText } from "./rollback.ts";
import { recordRolledBack } from "./status.ts";

/**
 * Finds a transaction that a power cut or a kill left open, and rolls it back before anything else happens; one that
 * went back itself goes on to its end. Fails as "busy" while one waits for confirmation
 */
export async function recoverInterrupted(machine: Machine, ledger: Ledger, report: Report): Promise<void> {
  const { host } = machine;
  const open = openTransaction(await readTransactions(host));
  if (!open) return;
  const pending = await waitingForConfirmation(host, open);
  if (pending) throw stillPending(pending);
  const { txn, intent } = open;
  const rollsBack = intent.data["rolls_back"];
  const checkpoint = await loadCheckpoint(host, typeof rollsBack === "string" ? rollsBack : txn);
  if (!checkpoint) {
    const reason = "cut before its checkpoint was complete: nothing was changed";
    await ledger.append(recovered(txn, reason, { left: [], failures: [] }));
    return;
  }
  report(`transaction ${txn} was interrupted: rolling it back`);
  await holdingSignals(async interruption => {
    const rollback = await goBack({ machine, ledger, txn, interruption, report }, checkpoint, result =>
      typeof rollsBack === "string"
        ? wentBack(txn, rollsBack, result)
        : recovered(txn, reasonOf(open), result),
    );
    if (rollback.failures.length > 0) throw rollbackFailure(rollback, txn);
    report(rolledBackText(rollback));
    await recordRolledBack(host, open, `${reasonOf(open)}; ${rolledBackText(rollback)}`);
    interruption.stopHere(); // what was to come after this is not begun
  });
}

/** The transaction that was cut on this machine, if any; reads only */
export async function interruptedTransaction(host: Host): Promise<string | undefined> {
  const open = openTransaction(await readTransactions(host));
  return (await waitingForConfirmation(host, open)) ? undefined : open?.txn;
}

function reasonOf({ pending }: OpenTransaction): string {
  return pending ? "not confirmed before the machine was started anew" : "interrupted";
}
