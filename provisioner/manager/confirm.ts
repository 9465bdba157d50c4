import type { Report } from "../contract/plugin.ts";
import { describeError, Failure } from "../host/failure.ts";
import type { Host } from "../host/host.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { loadCheckpoint } from "./checkpoint.ts";
import { holdingSignals } from "./interruption.ts";
import { withTransactionLock } from "./lock.ts";
import type { Machine } from "./machine.ts";
import {
  openTransaction,
  type PendingTransaction,
  readTransactions,
  waitingForConfirmation,
} from "./open-transaction.ts";
import { confirmed, unconfirmed } from "./record.ts";
import { recoverInterrupted } from "./recovery.ts";
import { goBack, type Rollback, rollbackFailure, rolledBackText } from "./rollback.ts";
import { recordConfirmed, recordRolledBack } from "./status.ts";
import { stopTimer } from "./unconfirmed-timer.ts";

/** The transaction that waits for confirmation now, if any; reads only */
export async function pendingTransaction(host: Host): Promise<PendingTransaction | undefined> {
  return await waitingForConfirmation(host, openTransaction(await readTransactions(host)));
}

/** Keeps what `apply --confirm` applied; the name of its transaction */
export async function confirmTransaction({ host }: Machine, report: Report): Promise<string> {
  if (!(await pendingTransaction(host))) throw nothingPending();
  return await withTransactionLock(host, async ledger => {
    const pending = await pendingTransaction(host);
    if (!pending) throw nothingPending();
    await ledger.append(confirmed(pending));
    await recordConfirmed(host, pending);
    await stopTimer(host, pending.txn).catch(error => report(`its timer stays: ${describeError(error)}`));
    return pending.txn;
  });
}

/** What the timer does when nobody confirmed in time; false when somebody did, and nothing was to be done */
export async function rollBackUnconfirmed(machine: Machine, txn: string, report: Report): Promise<boolean> {
  return await whenFree(machine.host, () =>
    withTransactionLock(machine.host, async ledger => {
      const open = openTransaction(await readTransactions(machine.host));
      if (open?.txn !== txn) return false;
      const pending = await waitingForConfirmation(machine.host, open);
      if (pending) await goBackFromPending(machine, ledger, pending, report, reason(pending));
      else await recoverInterrupted(machine, ledger, report); // its process was killed before it was applied
      return true;
    }),
  );
}

/** Rolls a pending transaction back, under the lock that the caller holds */
export async function goBackFromPending(
  machine: Machine,
  ledger: Ledger,
  pending: PendingTransaction,
  report: Report,
  why: string,
): Promise<Rollback> {
  const { txn } = pending;
  const checkpoint = await loadCheckpoint(machine.host, txn);
  if (!checkpoint) throw checkpointGone(txn);
  report(`transaction ${txn} ${why}: rolling it back`);
  return await holdingSignals(async interruption => {
    const way = { machine, ledger, txn, interruption, report };
    const rollback = await goBack(way, checkpoint, result => unconfirmed(txn, why, result));
    if (rollback.failures.length > 0) throw rollbackFailure(rollback, txn);
    report(rolledBackText(rollback));
    await recordRolledBack(machine.host, pending, `${why}; ${rolledBackText(rollback)}`);
    return rollback;
  });
}

/** The apply itself may run still when its time is over: then it waits for that */
async function whenFree<T>(host: Host, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Failure && error.kind === "busy")) throw error;
      await host.clock.sleep(2);
    }
  }
}

function reason({ pending }: PendingTransaction): string {
  return `was not confirmed within ${Number(pending.data["seconds"])} s`;
}

function checkpointGone(txn: string): Failure {
  return new Failure({
    kind: "rollback",
    tried: `cannot roll back transaction ${txn}`,
    found: "its checkpoint is gone",
    fix: "mend what `groundstate plan` shows with the document of before",
  });
}

function nothingPending(): Failure {
  return new Failure({
    kind: "input",
    tried: "cannot confirm",
    found: "no transaction that waits for it",
    fix: "`groundstate history` shows how the last one ended",
  });
}
