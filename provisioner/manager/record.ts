import type { PlannedAction } from "../contract/plugin.ts";
import { Failure, ownWords } from "../host/failure.ts";
import type { JsonObject } from "../host/json.ts";
import type { Block, LedgerEntry } from "../ledger/block.ts";
import type { Plan } from "./plan.ts";
import type { Rollback } from "./rollback.ts";
import type { Verification } from "./verify.ts";

/** The category of every block that a transaction writes */
export const transactionCategory = "transaction";

/** Before the first change: what is going to be done */
export function intent(txn: string, sha256: string, { todo, deferred }: Plan): LedgerEntry {
  return entry(txn, "apply", "intent", {
    document_sha256: sha256,
    actions: todo.map(actionData),
    deferred: deferred.map(actionData),
  });
}

/** One action is applied */
export function done(txn: string, action: PlannedAction): LedgerEntry {
  return { ...entry(txn, action.kind, "done", actionData(action)), plugin: action.plugin };
}

/** Everything is applied and verified */
export function commit(txn: string, { todo, deferred }: Plan, { holding }: Verification): LedgerEntry {
  return entry(txn, "apply", "commit", { applied: todo.length, deferred: deferred.length, holding });
}

/** Nothing was to be done: the one short block of an apply that changes nothing */
export function unchanged(txn: string, sha256: string, holding: number, deferred: number): LedgerEntry {
  return entry(txn, "apply", "commit", { document_sha256: sha256, applied: 0, deferred, holding });
}

/** Everything is applied and verified, and is rolled back unless somebody confirms it within so many seconds */
export function pending(
  txn: string,
  plan: Plan,
  verification: Verification,
  seconds: number,
  deadline: number | null,
): LedgerEntry {
  const { data } = commit(txn, plan, verification);
  return entry(txn, "pending", "note", { ...data, seconds, deadline });
}

/** Somebody confirmed it */
export function confirmed({ txn, pending }: { txn: string; pending: Block }): LedgerEntry {
  return entry(txn, "confirm", "commit", pending.data);
}

/** Nobody confirmed it in time, or somebody chose to go back at once */
export function unconfirmed(txn: string, reason: string, rollback: Rollback): LedgerEntry {
  return entry(txn, "unconfirmed", "abort", { reason, ...wayBack(rollback) });
}

/** Before a committed transaction is rolled back */
export function goingBack(txn: string, rollsBack: string): LedgerEntry {
  return entry(txn, "rollback", "intent", { rolls_back: rollsBack });
}

/** The machine is as it was before that transaction, or the way back failed */
export function wentBack(txn: string, rollsBack: string, rollback: Rollback): LedgerEntry {
  const phase = rollback.failures.length === 0 ? "commit" : "abort";
  return entry(txn, "rollback", phase, { rolls_back: rollsBack, ...wayBack(rollback) });
}

/** It failed and was rolled back, or the rollback failed too; `plugin` is the one that could not do its part */
export function abort(txn: string, cause: unknown, rollback: Rollback, plugin?: string): LedgerEntry {
  const kind = cause instanceof Failure ? cause.kind : "machine";
  const block = entry(txn, "apply", "abort", { kind, reason: ownWords(cause), ...wayBack(rollback) });
  return plugin === undefined ? block : { ...block, plugin };
}

/** A transaction that was cut was found and rolled back */
export function recovered(txn: string, reason: string, rollback: Rollback): LedgerEntry {
  return entry(txn, "recover", "abort", { reason, ...wayBack(rollback) });
}

/** What a program said of its failure stays out: it may hold a secret, and what is recorded cannot be taken back */
function wayBack({ left, failures }: Rollback): JsonObject {
  const failed = failures.map(({ what, error }) => `${what}: ${ownWords(error)}`);
  return {
    rolled_back: failures.length === 0,
    rollback_failure: failed.length === 0 ? null : failed.join("; "),
    left,
  };
}

function entry(txn: string, action: string, phase: LedgerEntry["phase"], data: JsonObject): LedgerEntry {
  return { txn, category: transactionCategory, action, phase, data };
}

function actionData({ plugin, resource, kind, summary }: PlannedAction): JsonObject {
  return { plugin, resource, kind, summary };
}
