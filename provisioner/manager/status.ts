import { createHash } from "node:crypto";
import type { Host } from "../host/host.ts";
import type { OpenTransaction, PendingTransaction } from "./open-transaction.ts";
import { documentPath, statusPath } from "./paths.ts";
import { endText, type Rollback } from "./rollback.ts";

/** What the last run of the provisioner came to; plain enough for a monitoring agent */
export interface Status {
  /** "pending": applied, and rolled back unless somebody confirms it; "rolled back": as before the one taken back */
  state: "installed" | "converged" | "pending" | "failed" | "rolled back";
  /** RFC 3339, UTC */
  time: string;
  document_sha256: string | null;
  transaction: string | null;
  /** Resources that hold */
  holding: number;
  /** What is not as the document implies and was left alone, a line each */
  differs?: string[];
  /** Why it failed, in one line */
  reason: string | null;
}

/** Leaves the outcome where `groundstate status` finds it */
export async function writeStatus(host: Host, status: Status): Promise<void> {
  await host.files.write(statusPath, `${JSON.stringify(status, null, 2)}\n`, { mode: 0o600 });
}

/** The last outcome, or undefined on a machine that has none */
export async function readStatus(host: Host): Promise<Status | undefined> {
  const text = await host.files.read(statusPath);
  if (text === undefined) return undefined;
  const status: Status = JSON.parse(text); // our own file
  return status;
}

/** An apply was taken back after the process that began it was gone */
export async function recordRolledBack(host: Host, open: OpenTransaction, reason: string): Promise<void> {
  await writeStatus(host, { ...laterOutcome(host, open), state: "failed", holding: 0, reason });
}

/** A transaction that was through was taken back, or not entirely; the document of before is this machine's again */
export async function recordWentBack(
  host: Host,
  txn: string,
  rollsBack: string,
  rollback: Rollback,
): Promise<void> {
  const text = await host.files.read(documentPath);
  await writeStatus(host, {
    state: rollback.failures.length > 0 ? "failed" : "rolled back",
    time: host.clock.now().toISOString(),
    document_sha256: text === undefined ? null : createHash("sha256").update(text).digest("hex"),
    transaction: txn,
    holding: 0,
    reason: `transaction ${rollsBack} was taken back; ${endText(rollback, rollsBack)}`,
  });
}

/** A pending apply was confirmed */
export async function recordConfirmed(host: Host, pending: PendingTransaction): Promise<void> {
  const holding = Number(pending.pending.data["holding"]);
  await writeStatus(host, { ...laterOutcome(host, pending), state: "converged", holding, reason: null });
}

function laterOutcome(
  host: Host,
  { txn, intent }: OpenTransaction,
): Pick<Status, "time" | "document_sha256" | "transaction"> {
  const sha256 = intent.data["document_sha256"];
  return {
    time: host.clock.now().toISOString(),
    document_sha256: typeof sha256 === "string" ? sha256 : null,
    transaction: txn,
  };
}
