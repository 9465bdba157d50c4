import { describeError, Failure } from "../host/failure.ts";
import type { Host } from "../host/host.ts";
import type { Machine } from "./machine.ts";
import { writeStatus } from "./status.ts";
import { type ApplyOutcome, type ApplyRequest, applyDocument } from "./transaction.ts";

/** Applies a document and leaves the outcome in the status file, whichever way it went */
export async function applyAndRecord(machine: Machine, request: ApplyRequest): Promise<ApplyOutcome> {
  const { host } = machine;
  let begun = false;
  try {
    const noteBegin = (): void => {
      begun = true;
      request.begun?.();
    };
    const outcome = await applyDocument(machine, { ...request, begun: noteBegin });
    if (request.only === undefined) await recordSuccess(host, request.sha256, outcome);
    return outcome;
  } catch (error) {
    const untouched = error instanceof Failure && (error.kind === "busy" || error.kind === "input") && !begun;
    if (!untouched) await recordFailure(host, request.sha256, error);
    throw error;
  }
}

/** Leaves in the status file that, and why, the machine did not become what its document says */
export async function recordFailure(host: Host, sha256: string | null, error: unknown): Promise<void> {
  await writeStatus(host, {
    state: "failed",
    time: host.clock.now().toISOString(),
    document_sha256: sha256,
    transaction: null,
    holding: 0,
    reason: describeError(error),
  });
}

async function recordSuccess(host: Host, sha256: string, outcome: ApplyOutcome): Promise<void> {
  const { holding, advisory } = outcome.verification;
  const differs = advisory.map(({ plugin, summary }) => `${plugin}: ${summary}`);
  await writeStatus(host, {
    state: host.stage === "install" ? "installed" : outcome.pending ? "pending" : "converged",
    time: host.clock.now().toISOString(),
    document_sha256: sha256,
    transaction: outcome.txn,
    holding,
    ...(differs.length > 0 && { differs }),
    reason: null,
  });
}
