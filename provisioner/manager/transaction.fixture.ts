import type { Json } from "../host/json.ts";
import type { Block } from "../ledger/block.ts";
import { readBlocks } from "../ledger/read.ts";
import { saveCheckpoint } from "./checkpoint.ts";
import { withTransactionLock } from "./lock.ts";
import type { Machine } from "./machine.ts";
import { stateDirectory } from "./paths.ts";
import { planDocument } from "./plan.ts";
import * as record from "./record.ts";
import { type ApplyOutcome, applyDocument } from "./transaction.ts";

/** Applies a document that consists of these sections; `said` gets what is reported */
export async function applyNotes(
  machine: Machine,
  sections: Record<string, Json>,
  said: string[] = [],
): Promise<ApplyOutcome> {
  const document = { version: 1 as const, plugins: sections };
  const report = (line: string): void => void said.push(line);
  return await applyDocument(machine, { document, sha256: "0".repeat(64), report });
}

/** Leaves behind what a power cut after the first written file leaves behind; the transaction that was cut */
export async function cutAfterFirstWrite(machine: Machine, sections: Record<string, Json>): Promise<string> {
  return await withTransactionLock(machine.host, async (ledger, txn) => {
    const plan = await planDocument(machine, { version: 1, plugins: sections });
    await ledger.append(record.intent(txn, "0".repeat(64), plan));
    await saveCheckpoint(machine.host, txn, plan.domains, plan.todo);
    await plan.todo[0]?.apply(machine.host, () => undefined);
    return txn;
  });
}

/** What the ledger says of transactions, oldest first */
export async function transactionBlocks({ host }: Machine): Promise<Block[]> {
  const found: Block[] = [];
  for await (const block of readBlocks(host, stateDirectory, { category: record.transactionCategory }))
    found.push(block);
  return found;
}

/** The same, the phases alone */
export async function phases(machine: Machine): Promise<string[]> {
  return (await transactionBlocks(machine)).map(block => block.phase);
}

/** Everything is as it was when the power went, but it is another boot */
export async function bootAgain({ host }: Machine): Promise<void> {
  const path = "/proc/sys/kernel/random/boot_id";
  await host.files.write(path, `${(await host.files.read(path)) ?? "boot"}+`);
}
