import type { PlannedAction, Report } from "../contract/plugin.ts";
import { describeError, Failure } from "../host/failure.ts";
import type { Host } from "../host/host.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { StateDocument } from "../state/document.ts";
import { type Checkpoint, pruneCheckpoints, saveCheckpoint } from "./checkpoint.ts";
import { isGoingDown, leftForTheNextStart } from "./going-down.ts";
import { holdingSignals, type Interruption } from "./interruption.ts";
import { keepDocument } from "./keep-document.ts";
import { withTransactionLock } from "./lock.ts";
import type { Machine } from "./machine.ts";
import { rememberOwned } from "./owned.ts";
import { type Plan, planDocument, refuseImpossible } from "./plan.ts";
import * as record from "./record.ts";
import { recoverInterrupted } from "./recovery.ts";
import { withRetry } from "./retry.ts";
import { rollBack, rollbackFailure, rolledBackText } from "./rollback.ts";
import { pruneSnapshots, snapshotRoot } from "./root-snapshot.ts";
import { settle } from "./settle.ts";
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
}

/** A transaction on its way: everything that its parts need to know */
interface Transaction {
  machine: Machine;
  ledger: Ledger;
  txn: string;
  request: ApplyRequest;
  plan: Plan;
  interruption: Interruption;
}

/** One document, one transaction: everything it says holds afterwards, or nothing was changed */
export async function applyDocument(machine: Machine, request: ApplyRequest): Promise<ApplyOutcome> {
  return await withTransactionLock(machine.host, async (ledger, txn) => {
    await recoverInterrupted(machine, ledger, request.report);
    const plan = await planDocument(machine, request.document, request.only);
    refuseImpossible(plan);
    if (plan.todo.length === 0) return await nothingToApply(machine.host, ledger, txn, request, plan);
    return await holdingSignals(interruption =>
      carryOut({ machine, ledger, txn, request, plan, interruption }),
    );
  });
}

async function carryOut(transaction: Transaction): Promise<ApplyOutcome> {
  const { machine, ledger, txn, request, plan, interruption } = transaction;
  const { host } = machine;
  await ledger.append(record.intent(txn, request.sha256, plan));
  request.begun?.();
  const checkpoint = await prepareWayBack(transaction);
  const verification = await orUndo(transaction, checkpoint, async () => {
    for (const action of plan.todo) await applyAction(transaction, action);
    const found = await verifySettled(machine, interruption, request.document, request.only);
    refuseDrift(found);
    await rememberOwned(host, plan.todo);
    await keepDocument(host, request);
    await settle(host);
    interruption.stopHere();
    return found;
  });
  interruption.enter("recording");
  // Not undone when it fails: a ledger that takes no block stops everything, and what is on the disk decides at the next start.
  await ledger.append(record.commit(txn, plan, verification));
  await forgetOldCheckpoints(host, request.report);
  return { txn, applied: plan.todo, deferred: plan.deferred, verification };
}

/** Snapshot and checkpoint; when they cannot be made nothing was changed, and the ledger says so */
async function prepareWayBack({ machine, ledger, txn, plan, request }: Transaction): Promise<Checkpoint> {
  try {
    await snapshotRoot(machine.host, txn, request.report);
    return await saveCheckpoint(machine.host, txn, plan.domains, plan.todo);
  } catch (error) {
    await ledger.append(record.abort(txn, error, { left: [], failures: [] }));
    throw error;
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
    const { interruption, machine, txn } = transaction;
    if (interruption.came() && (await isGoingDown(machine.host))) throw leftForTheNextStart(txn, error);
    throw await undo(transaction, checkpoint, error);
  }
}

async function applyAction(
  { machine: { host }, ledger, txn, request: { report }, interruption }: Transaction,
  action: PlannedAction,
): Promise<void> {
  interruption.stopHere();
  report(`${action.plugin}: ${action.summary}`);
  await withRetry(host, interruption, () => action.apply(host, report));
  await ledger.append(record.done(txn, action));
}

async function undo(
  { machine, ledger, txn, request: { report }, interruption }: Transaction,
  checkpoint: Checkpoint,
  cause: unknown,
): Promise<Failure> {
  interruption.enter("rolling back");
  report(`failed: ${describeError(cause)}`);
  report("rolling back");
  const rollback = await rollBack(machine, checkpoint, report);
  if (rollback.failures.length > 0 && (await isGoingDown(machine.host)))
    return leftForTheNextStart(txn, rollbackFailure(rollback, txn));
  await ledger.append(record.abort(txn, cause, rollback));
  const tried = describeError(cause);
  if (rollback.failures.length > 0) {
    return new Failure({
      kind: "rollback",
      tried,
      found: describeError(rollbackFailure(rollback, txn)),
      cause,
    });
  }
  const kind = cause instanceof Failure ? cause.kind : "machine";
  return new Failure({ kind, tried, fix: rolledBackText(rollback, ` (transaction ${txn})`), cause });
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
  await forgetOldCheckpoints(host, request.report);
  const verification = { holding: holding.length, drift: [], advisory, deferred };
  return { txn, applied: [], deferred, verification };
}

function refuseDrift({ drift }: Verification): void {
  if (drift.length === 0) return;
  throw new Failure({
    kind: "drift",
    tried: `the machine is not what was applied: ${drift
      .map(action => `${action.plugin} ${action.resource} still needs: ${action.summary}`)
      .join("; ")}`,
  });
}

/** Housekeeping after the outcome is durable; it must not turn a success into a failure */
async function forgetOldCheckpoints(host: Host, report: Report): Promise<void> {
  try {
    await pruneCheckpoints(host);
    await pruneSnapshots(host);
  } catch (error) {
    report(`old checkpoints stay: ${describeError(error)}`);
  }
}
