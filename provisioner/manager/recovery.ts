import type { Report } from "../contract/plugin.ts";
import { describeError } from "../host/failure.ts";
import type { Host } from "../host/host.ts";
import type { Block } from "../ledger/block.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { readBlocks } from "../ledger/read.ts";
import { loadCheckpoint } from "./checkpoint.ts";
import type { Machine } from "./machine.ts";
import { stateDirectory } from "./paths.ts";
import { abort, recovered, transactionCategory } from "./record.ts";
import { rollBack } from "./rollback.ts";
import { settle } from "./settle.ts";

/** Finds a transaction that a power cut or a kill left open, and rolls it back before anything else happens */
export async function recoverInterrupted(machine: Machine, ledger: Ledger, report: Report): Promise<void> {
  const txn = openTransaction(await transactionBlocks(machine.host));
  if (txn === undefined) return;
  const checkpoint = await loadCheckpoint(machine.host, txn);
  if (!checkpoint) {
    await ledger.append(recovered(txn, "cut before its checkpoint was complete: nothing was changed"));
    return;
  }
  report(`transaction ${txn} was interrupted: rolling it back`);
  try {
    await rollBack(machine, checkpoint, report);
  } catch (error) {
    await settle(machine.host);
    await ledger.append(abort(txn, "it was interrupted", describeError(error)));
    throw error;
  }
  await settle(machine.host);
  await ledger.append(recovered(txn, "interrupted: rolled back to its checkpoint"));
}

/** The transaction that was cut on this machine, if any; reads only */
export async function interruptedTransaction(host: Host): Promise<string | undefined> {
  return openTransaction(await transactionBlocks(host));
}

/** Pure: the transaction whose intent has no outcome; there is at most one, the last */
export function openTransaction(blocks: readonly Pick<Block, "txn" | "phase">[]): string | undefined {
  const last = blocks
    .filter(({ phase }) => phase === "intent" || phase === "commit" || phase === "abort")
    .at(-1);
  return last?.phase === "intent" ? last.txn : undefined;
}

async function transactionBlocks(host: Host): Promise<Block[]> {
  const blocks: Block[] = [];
  for await (const block of readBlocks(host, stateDirectory, { category: transactionCategory }))
    blocks.push(block);
  return blocks;
}
