import type { PlannedAction, Report } from "../contract/plugin.ts";
import { describeError, Failure } from "../host/failure.ts";
import type { Host } from "../host/host.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { StateDocument } from "../state/document.ts";
import { type Checkpoint, pruneCheckpoints, saveCheckpoint } from "./checkpoint.ts";
import { withTransactionLock } from "./lock.ts";
import type { Machine } from "./machine.ts";
import { rememberOwned } from "./owned.ts";
import { type Plan, planDocument, refuseImpossible } from "./plan.ts";
import * as record from "./record.ts";
import { recoverInterrupted } from "./recovery.ts";
import { withRetry } from "./retry.ts";
import { rollBack } from "./rollback.ts";
import { pruneSnapshots, snapshotRoot } from "./root-snapshot.ts";
import { type Verification, verifySettled } from "./verify.ts";

/** What to apply, and how */
export interface ApplyRequest {
  document: StateDocument;
  /** Hex SHA-256 of the document as it was read */
  sha256: string;
  /** Only this plugin's section */
  only?: string;
  report: Report;
}

/** What came of it; a failure is thrown instead, after the rollback */
export interface ApplyOutcome {
  txn: string;
  applied: PlannedAction[];
  deferred: PlannedAction[];
  verification: Verification;
}

/** One document, one transaction: everything it says holds afterwards, or nothing was changed */
export async function applyDocument(machine: Machine, request: ApplyRequest): Promise<ApplyOutcome> {
  const { host } = machine;
  return await withTransactionLock(host, async (ledger, txn) => {
    await recoverInterrupted(machine, ledger, request.report);
    const plan = await planDocument(machine, request.document, request.only);
    refuseImpossible(plan);
    if (plan.todo.length === 0) return await nothingToApply(host, ledger, txn, request, plan);

    await ledger.append(record.intent(txn, request.sha256, plan));
    await snapshotRoot(host, txn, request.report);
    const checkpoint = await saveCheckpoint(host, txn, plan.domains, plan.todo);
    try {
      for (const action of plan.todo) await applyAction(host, ledger, txn, action, request.report);
      const verification = await verifySettled(machine, request.document, request.only);
      refuseDrift(verification);
      await rememberOwned(host, plan.todo);
      await ledger.append(record.commit(txn, plan, verification));
      await forgetOldCheckpoints(host, request.report);
      return { txn, applied: plan.todo, deferred: plan.deferred, verification };
    } catch (error) {
      throw await undo(machine, ledger, checkpoint, error, request.report);
    }
  });
}

async function applyAction(
  host: Host,
  ledger: Ledger,
  txn: string,
  action: PlannedAction,
  report: Report,
): Promise<void> {
  report(`${action.plugin}: ${action.summary}`);
  await withRetry(host, () => action.apply(host, report));
  await ledger.append(record.done(txn, action));
}

async function undo(
  machine: Machine,
  ledger: Ledger,
  checkpoint: Checkpoint,
  cause: unknown,
  report: Report,
): Promise<Failure> {
  report(`failed: ${describeError(cause)}`);
  report("rolling back");
  try {
    await rollBack(machine, checkpoint, report);
  } catch (error) {
    await ledger.append(record.abort(checkpoint.txn, cause, describeError(error)));
    return new Failure({ kind: "rollback", tried: describeError(cause), found: describeError(error), cause });
  }
  await ledger.append(record.abort(checkpoint.txn, cause));
  return new Failure({
    kind: cause instanceof Failure ? cause.kind : "machine",
    tried: describeError(cause),
    fix: `everything was rolled back (transaction ${checkpoint.txn})`,
    cause,
  });
}

async function nothingToApply(
  host: Host,
  ledger: Ledger,
  txn: string,
  request: ApplyRequest,
  { deferred, holding }: Plan,
): Promise<ApplyOutcome> {
  await ledger.append(record.unchanged(txn, request.sha256, holding.length, deferred.length));
  await forgetOldCheckpoints(host, request.report);
  return { txn, applied: [], deferred, verification: { holding: holding.length, drift: [], deferred } };
}

function refuseDrift({ drift }: Verification): void {
  if (drift.length === 0) return;
  throw new Failure({
    kind: "drift",
    tried: "the machine is not what was applied",
    found: drift
      .map(action => `${action.plugin} ${action.resource} still needs: ${action.summary}`)
      .join("; "),
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
