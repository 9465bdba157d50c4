import { describeError, Failure } from "../host/failure.ts";
import type { Machine } from "./machine.ts";
import { type Status, writeStatus } from "./status.ts";
import { type ApplyOutcome, type ApplyRequest, applyDocument } from "./transaction.ts";

/** Applies a document and leaves the outcome in the status file, whichever way it went */
export async function applyAndRecord(machine: Machine, request: ApplyRequest): Promise<ApplyOutcome> {
  const { host } = machine;
  const status = (fields: Pick<Status, "state" | "transaction" | "holding" | "reason">): Status => ({
    time: host.clock.now().toISOString(),
    document_sha256: request.sha256,
    ...fields,
  });
  try {
    const outcome = await applyDocument(machine, request);
    const state = host.stage === "install" ? "installed" : "converged";
    const { holding } = outcome.verification;
    await writeStatus(host, status({ state, transaction: outcome.txn, holding, reason: null }));
    return outcome;
  } catch (error) {
    if (error instanceof Failure && (error.kind === "busy" || error.kind === "input")) throw error; // nothing was tried
    const reason = describeError(error);
    await writeStatus(host, status({ state: "failed", transaction: null, holding: 0, reason }));
    throw error;
  }
}
