import type { Host } from "../host/host.ts";
import { type Block, ledgerPaths, type Phase } from "./block.ts";
import { readBlocks } from "./read.ts";

/** How a transaction ended; "open" when its outcome is not recorded: it runs, or was cut */
export type TransactionOutcome = "committed" | "aborted" | "open";

/** A ledger in numbers */
export interface LedgerStats {
  blocks: number;
  bytes: number;
  /** Times of the first and the last block */
  first: string | null;
  last: string | null;
  transactions: Record<TransactionOutcome, number>;
}

/** Reads a whole ledger and counts; like all reading it verifies nothing */
export async function ledgerStats(host: Host, directory: string): Promise<LedgerStats> {
  const outcomes = new Map<string, TransactionOutcome>();
  let blocks = 0;
  let first: Block | undefined;
  let last: Block | undefined;
  for await (const block of readBlocks(host, directory)) {
    blocks += 1;
    first ??= block;
    last = block;
    // the ledger's own blocks, such as the genesis, belong to no transaction
    if (block.category !== "ledger")
      outcomes.set(block.txn, outcomeAfter(block.phase, outcomes.get(block.txn)));
  }
  const ended = (outcome: TransactionOutcome): number =>
    [...outcomes.values()].filter(each => each === outcome).length;
  return {
    blocks,
    bytes: (await host.files.facts(ledgerPaths(directory).ledger))?.size ?? 0,
    first: first?.timestamp ?? null,
    last: last?.timestamp ?? null,
    transactions: { committed: ended("committed"), aborted: ended("aborted"), open: ended("open") },
  };
}

function outcomeAfter(phase: Phase, before: TransactionOutcome = "open"): TransactionOutcome {
  if (phase === "commit") return "committed";
  if (phase === "abort") return "aborted";
  return before;
}
