import type { Report } from "../contract/plugin.ts";
import type { Host } from "../host/host.ts";
import type { Block } from "../ledger/block.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { readBlocks } from "../ledger/read.ts";
import { loadCheckpoint } from "./checkpoint.ts";
import { isGoingDown, leftForTheNextStart } from "./going-down.ts";
import { holdingSignals } from "./interruption.ts";
import type { Machine } from "./machine.ts";
import { stateDirectory } from "./paths.ts";
import { recovered, transactionCategory } from "./record.ts";
import { rollBack, rollbackFailure, rolledBackText } from "./rollback.ts";

/** Finds a transaction that a power cut or a kill left open, and rolls it back before anything else happens */
export async function recoverInterrupted(machine: Machine, ledger: Ledger, report: Report): Promise<void> {
  const txn = openTransaction(await transactionBlocks(machine.host));
  if (txn === undefined) return;
  const checkpoint = await loadCheckpoint(machine.host, txn);
  if (!checkpoint) {
    const reason = "cut before its checkpoint was complete: nothing was changed";
    await ledger.append(recovered(txn, reason, { left: [], failures: [] }));
    return;
  }
  report(`transaction ${txn} was interrupted: rolling it back`);
  await holdingSignals(async interruption => {
    interruption.enter("rolling back");
    const rollback = await rollBack(machine, checkpoint, report);
    if (rollback.failures.length > 0 && (await isGoingDown(machine.host)))
      throw leftForTheNextStart(txn, rollbackFailure(rollback, txn));
    await ledger.append(recovered(txn, "interrupted", rollback));
    if (rollback.failures.length > 0) throw rollbackFailure(rollback, txn);
    report(rolledBackText(rollback));
    interruption.stopHere(); // what was to come after this is not begun
  });
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
