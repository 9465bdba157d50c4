import type { PlannedAction, Report } from "../contract/plugin.ts";
import { describeError, Failure } from "../host/failure.ts";
import type { Host } from "../host/host.ts";
import type { LedgerEntry } from "../ledger/block.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { StateDocument } from "../state/document.ts";
import { type Checkpoint, saveCheckpoint } from "./checkpoint.ts";
import { refuseResting, restingPlugins } from "./circuit.ts";
import { deadlineIn } from "./deadline.ts";
import { forgetOld, forgetWayBack } from "./forget-old.ts";
import { holdingSignals } from "./interruption.ts";
import { keepDocument } from "./keep-document.ts";
import { rememberLeft } from "./left-as.ts";
import { withTransactionLock } from "./lock.ts";
import type { Machine } from "./machine.ts";
import { readTransactions } from "./open-transaction.ts";
import { rememberOwned } from "./owned.ts";
import { type Plan, planDocument, refuseImpossible } from "./plan.ts";
import * as record from "./record.ts";
import { recoverInterrupted } from "./recovery.ts";
import { withRetry } from "./retry.ts";
import type { WayBack } from "./rollback.ts";
import { snapshotRoot } from "./root-snapshot.ts";
import { settle } from "./settle.ts";
import { limits, within } from "./time-limit.ts";
import { underTimer } from "./unconfirmed-timer.ts";
import { undone } from "./undone.ts";
import { type Verification, verifySettled } from "./verify.ts";

/** What to apply, and how */
export interface ApplyRequest {
  document: StateDocument;
  /** Hex SHA-256 of the document as it was read */
  sha256: string;
  /** Its text: it becomes this machine's document once all of it holds */
  text?: string;
  /** Only this plugin's section */
  only?: string;
  /** Everything is rolled back unless somebody confirms it within so many seconds */
  confirmWithin?: number;
  /** Also what plugins refuse to protect people from themselves: a firewall that locks them out */
  force?: boolean;
  /** Called when the intent is recorded: from here on something may have been changed */
  begun?: () => void;
  report: Report;
}

/** What came of it; a failure is thrown instead, after the rollback */
export interface ApplyOutcome {
  txn: string;
  applied: PlannedAction[];
  deferred: PlannedAction[];
  verification: Verification;
  /** It waits for confirmation */
  pending: boolean;
}

/** A transaction on its way: everything that its parts need to know */
interface Transaction extends WayBack {
  request: ApplyRequest;
  plan: Plan;
  /** The plugin that is doing its part; when that fails, it is to blame */
  atWork?: string | undefined;
}

/** One document, one transaction: everything it says holds afterwards, or nothing was changed */
export async function applyDocument(machine: Machine, request: ApplyRequest): Promise<ApplyOutcome> {
  const { host } = machine;
  const { report, confirmWithin } = request;
  return await withTransactionLock(host, async (ledger, txn) => {
    await recoverInterrupted(machine, ledger, report);
    const plan = await planDocument(machine, request.document, request.only, request.force);
    refuseImpossible(plan);
    if (plan.todo.length === 0) return await nothingToApply(host, ledger, txn, request, plan);
    if (request.only === undefined)
      refuseResting(plan, request.sha256, restingPlugins(await readTransactions(host), host.clock.now()));
    return await underTimer(host, confirmWithin, txn, () =>
      holdingSignals(interruption => carryOut({ machine, ledger, txn, request, plan, report, interruption })),
    );
  });
}

async function carryOut(transaction: Transaction): Promise<ApplyOutcome> {
  const { machine, ledger, txn, request, plan, interruption, report } = transaction;
  const { host } = machine;
  const { confirmWithin } = request;
  await ledger.append(record.intent(txn, request.sha256, plan));
  request.begun?.();
  const checkpoint = await prepareWayBack(transaction);
  const verification = await orUndo(transaction, checkpoint, async () => {
    for (const action of plan.todo) await applyAction(transaction, action);
    const found = await verifySettled(machine, interruption, request.document, request.only);
    refuseDrift(transaction, found);
    await rememberOwned(host, plan.todo);
    await keepDocument(host, request);
    await rememberLeft(host, checkpoint);
    await settle(host);
    interruption.stopHere();
    return found;
  });
  interruption.enter("recording");
  // Not undone when it fails: a ledger that takes no block stops everything, and what is on the disk decides at the next start.
  if (confirmWithin === undefined) await ledger.append(record.commit(txn, plan, verification));
  else await ledger.append(await waiting(transaction, verification, confirmWithin));
  await forgetOld(host, report);
  const pending = confirmWithin !== undefined;
  return { txn, applied: plan.todo, deferred: plan.deferred, verification, pending };
}

/** The note that it waits, from now on so many seconds */
async function waiting(
  { machine, txn, plan }: Transaction,
  verification: Verification,
  seconds: number,
): Promise<LedgerEntry> {
  return record.pending(txn, plan, verification, seconds, await deadlineIn(machine.host, seconds));
}

/** Snapshot and checkpoint; when they cannot be made nothing was changed, and the ledger says so */
async function prepareWayBack({ machine, ledger, txn, plan, report }: Transaction): Promise<Checkpoint> {
  try {
    await snapshotRoot(machine.host, txn, report);
    return await saveCheckpoint(machine.host, txn, plan.domains, plan.todo);
  } catch (error) {
    await ledger.append(record.abort(txn, error, { left: [], failures: [] }));
    await forgetWayBack(machine.host, txn, [], report);
    const fix = `nothing was changed (transaction ${txn})`;
    throw new Failure({ kind: "machine", tried: describeError(error), fix, cause: error });
  }
}

async function orUndo<T>(
  transaction: Transaction,
  checkpoint: Checkpoint,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw await undone(transaction, checkpoint, error);
  }
}

async function applyAction(transaction: Transaction, action: PlannedAction): Promise<void> {
  const { machine, ledger, txn, report, interruption } = transaction;
  const { host } = machine;
  interruption.stopHere();
  report(`${action.plugin}: ${action.summary}`);
  transaction.atWork = action.plugin;
  await withRetry(host, interruption, () => within(limits.apply, action.summary, action.apply(host, report)));
  transaction.atWork = undefined;
  await ledger.append(record.done(txn, action));
}

async function nothingToApply(
  host: Host,
  ledger: Ledger,
  txn: string,
  request: ApplyRequest,
  { deferred, advisory, holding }: Plan,
): Promise<ApplyOutcome> {
  await keepDocument(host, request);
  await ledger.append(record.unchanged(txn, request.sha256, holding.length, deferred.length));
  await forgetOld(host, request.report);
  const verification = { holding: holding.length, drift: [], advisory, deferred };
  return { txn, applied: [], deferred, verification, pending: false };
}

function refuseDrift(transaction: Transaction, { drift }: Verification): void {
  if (drift.length === 0) return;
  transaction.atWork = drift[0]?.plugin;
  throw new Failure({
    kind: "drift",
    tried: `the machine is not what was applied: ${drift
      .map(action => `${action.plugin} ${action.resource} still needs: ${action.summary}`)
      .join("; ")}`,
  });
}
