import type { Report } from "../contract/plugin.ts";
import { describeError, Failure } from "../host/failure.ts";
import type { Host } from "../host/host.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { loadCheckpoint } from "./checkpoint.ts";
import { secondsLeft } from "./deadline.ts";
import { holdingSignals } from "./interruption.ts";
import { withTransactionLock } from "./lock.ts";
import type { Machine } from "./machine.ts";
import {
  type OpenTransaction,
  openTransaction,
  type PendingTransaction,
  readTransactions,
  stillPending,
  waitingForConfirmation,
  whyUnconfirmed,
} from "./open-transaction.ts";
import { confirmed, unconfirmed } from "./record.ts";
import { recoverInterrupted } from "./recovery.ts";
import { endText, goBack, type Rollback, rollbackFailure, rolledBackText } from "./rollback.ts";
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
  const { host } = machine;
  return await whenFree(host, async () => {
    const open = openTransaction(await readTransactions(host));
    const left = open?.txn === txn ? await timeLeft(host, open) : 0;
    if (left > 0) await host.clock.sleep(left);
    return await withTransactionLock(host, async ledger => {
      const open = openTransaction(await readTransactions(host));
      if (open?.txn !== txn) return false;
      if (!open.pending) {
        await recoverInterrupted(machine, ledger, report); // its process was killed before it was applied
        return true;
      }
      const pending = { ...open, pending: open.pending };
      if (await timeLeft(host, open)) throw stillPending(pending);
      const why = await whyUnconfirmed(host, pending.pending);
      await goBackFromPending(machine, ledger, pending, report, why);
      return true;
    });
  });
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
    await recordRolledBack(machine.host, pending, `${why}; ${endText(rollback, txn)}`);
    if (rollback.failures.length > 0) throw rollbackFailure(rollback, txn);
    report(rolledBackText(rollback));
    return rollback;
  });
}

/** The time to confirm begins when everything is applied, and the timer is older than that */
async function timeLeft(host: Host, open: OpenTransaction | undefined): Promise<number> {
  const waits = await waitingForConfirmation(host, open);
  return (waits && (await secondsLeft(host, waits.pending))) ?? 0;
}

/** The apply itself may run still when its timer goes off: then it waits for that */
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
