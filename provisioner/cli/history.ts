import { isObject, type Json } from "../host/json.ts";
import type { Block } from "../ledger/block.ts";

/** How a transaction ended; "open" runs still, or was cut and not yet recovered; "pending" waits for confirmation */
export type Outcome =
  | "installed"
  | "applied"
  | "unchanged"
  | "taken back"
  | "took another back"
  | "rolled back"
  | "rollback failed"
  | "interrupted, rolled back"
  | "interrupted, rollback failed"
  | "pending"
  | "open";

/** One transaction, as the ledger tells it */
export interface PastTransaction {
  txn: string;
  /** Of its first block */
  time: string;
  document_sha256: string | null;
  outcome: Outcome;
  /** Changes that were made, before they were rolled back if they were */
  changes: number;
  /** Changes that it set out to make */
  planned: number;
  /** Why it failed, or which transaction it took back */
  reason: string | null;
  /** What a rollback could not put back */
  left: string[];
}

/** The transactions of these blocks, newest first; the ledger's own blocks belong to none */
export async function transactionsOf(blocks: AsyncIterable<Block>): Promise<PastTransaction[]> {
  const found = new Map<string, PastTransaction>();
  let genesis: Block | undefined;
  for await (const block of blocks) {
    genesis ??= block;
    if (block.category === "ledger") continue;
    const known = found.get(block.txn) ?? begun(block, genesis);
    found.set(block.txn, after(known, block));
    const earlier = takenBack(block) ?? "";
    const victim = found.get(earlier);
    if (victim) found.set(earlier, { ...victim, outcome: "taken back", reason: `by ${block.txn}` });
  }
  return [...found.values()].reverse();
}

function begun({ txn, timestamp, category }: Block, genesis: Block): PastTransaction {
  const document_sha256 = category === "install" ? installedDocument(genesis) : null;
  const nothing = { changes: 0, planned: 0, reason: null, left: [] };
  return { txn, time: timestamp, document_sha256, outcome: "open", ...nothing };
}

/** The installer names its document once, in the genesis block */
function installedDocument({ data: { document } }: Block): string | null {
  return isObject(document) ? text(document["document_sha256"]) : null;
}

function after(known: PastTransaction, block: Block): PastTransaction {
  const { data, phase } = block;
  const document_sha256 = text(data["document_sha256"]) ?? known.document_sha256;
  switch (phase) {
    case "intent":
      return { ...known, document_sha256, planned: list(data["actions"]).length };
    case "done":
      return { ...known, changes: known.changes + 1, planned: Math.max(known.planned, known.changes + 1) };
    case "note":
      return block.action === "pending" ? { ...known, outcome: "pending" } : known;
    case "commit":
      return { ...known, document_sha256, ...committed(known, block) };
    case "abort":
      return {
        ...known,
        outcome: aborted(block),
        reason: reasonOf(data),
        left: list(data["left"]).map(String),
      };
    default:
      return known;
  }
}

function committed(
  { changes }: PastTransaction,
  block: Block,
): Pick<PastTransaction, "outcome"> & Partial<PastTransaction> {
  const earlier = takenBack(block);
  if (earlier !== null)
    return { outcome: "took another back", reason: earlier, left: list(block.data["left"]).map(String) };
  if (block.category === "install") return { outcome: "installed" };
  return { outcome: changes === 0 ? "unchanged" : "applied" };
}

/** The transaction that this block says is taken back */
function takenBack({ phase, data }: Block): string | null {
  return phase === "commit" ? text(data["rolls_back"]) : null;
}

function aborted({ action, data }: Block): Outcome {
  const failed = data["rolled_back"] === false;
  if (action === "recover") return failed ? "interrupted, rollback failed" : "interrupted, rolled back";
  return failed ? "rollback failed" : "rolled back";
}

/** "interrupted" is what the outcome says already */
function reasonOf(data: Block["data"]): string | null {
  const said = [text(data["reason"]), text(data["rollback_failure"])];
  return said.filter(part => part !== null && part !== "interrupted").join("; ") || null;
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}
