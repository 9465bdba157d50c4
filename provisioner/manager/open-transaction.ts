import { Failure } from "../host/failure.ts";
import type { Host } from "../host/host.ts";
import type { Block } from "../ledger/block.ts";
import { hasLedger } from "../ledger/ledger.ts";
import { readOrigin } from "../ledger/origin.ts";
import { readBlocks } from "../ledger/read.ts";
import { secondsLeft } from "./deadline.ts";
import { stateDirectory } from "./paths.ts";
import { transactionCategory } from "./record.ts";

/** A transaction whose intent has no outcome: it runs, was cut, or waits for somebody to confirm it */
export interface OpenTransaction {
  txn: string;
  intent: Block;
  /** Everything is applied and verified, and the block that says so; only the confirmation is missing */
  pending?: Block;
}

/** One that waits: applied, verified, and rolled back unless somebody confirms it */
export interface PendingTransaction extends OpenTransaction {
  pending: Block;
}

/** Pure: the open transaction; there is at most one, the last */
export function openTransaction(blocks: readonly Block[]): OpenTransaction | undefined {
  const outcomes = ["intent", "commit", "abort"];
  const last = blocks.findLastIndex(({ phase }) => outcomes.includes(phase));
  const intent = blocks[last];
  if (intent?.phase !== "intent") return undefined;
  const pending = blocks.slice(last).find(({ action }) => action === "pending");
  return { txn: intent.txn, intent, ...(pending && { pending }) };
}

/** What the ledger says of transactions, oldest first; reads only */
export async function readTransactions(host: Host): Promise<Block[]> {
  const blocks: Block[] = [];
  if (!(await hasLedger(host, stateDirectory))) return blocks;
  for await (const block of readBlocks(host, stateDirectory, { category: transactionCategory }))
    blocks.push(block);
  return blocks;
}

/** The transaction that waits for confirmation; one of an earlier boot, or whose time is over, is to be rolled back */
export async function waitingForConfirmation(
  host: Host,
  open: OpenTransaction | undefined,
): Promise<PendingTransaction | undefined> {
  if (!open?.pending) return undefined;
  if (!(await isOfThisBoot(host, open.pending))) return undefined;
  return (await secondsLeft(host, open.pending)) === 0 ? undefined : { ...open, pending: open.pending };
}

/** For the ledger and the person: why one that waited is rolled back */
export async function whyUnconfirmed(host: Host, pending: Block): Promise<string> {
  if (await isOfThisBoot(host, pending))
    return `was not confirmed within ${Number(pending.data["seconds"])} s`;
  return "was not confirmed before the machine was started anew";
}

async function isOfThisBoot(host: Host, { boot_id }: Block): Promise<boolean> {
  return boot_id === (await readOrigin(host)).boot_id;
}

/** For the person: what waits, and how it ends */
export function pendingText({ txn, pending }: PendingTransaction): string {
  const until = new Date(Date.parse(pending.timestamp) + Number(pending.data["seconds"]) * 1000);
  return `transaction ${txn} waits for \`groundstate confirm\` until ${until.toISOString().replace(/\.\d+/, "")}`;
}

/** Nothing else may be applied while somebody still decides about what was applied last */
export function stillPending(pending: PendingTransaction): Failure {
  return new Failure({
    kind: "busy",
    tried: "cannot begin another transaction",
    found: pendingText(pending),
    fix: `run \`groundstate confirm\` to keep it, or \`groundstate rollback ${pending.txn}\` to go back now`,
  });
}
