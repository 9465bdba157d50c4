import type { Host } from "../host/host.ts";
import type { JsonObject } from "../host/json.ts";
import { type RestingPlugin, restingPlugins, restingText } from "../manager/circuit.ts";
import {
  openTransaction,
  type PendingTransaction,
  pendingText,
  readTransactions,
  waitingForConfirmation,
} from "../manager/open-transaction.ts";

/** What would keep an apply from beginning now; a plan can be seen all the same */
export interface Obstacles {
  pending: PendingTransaction | undefined;
  resting: RestingPlugin[];
}

/** What keeps an apply of this document from beginning, by what the ledger says */
export async function obstaclesTo(host: Host, sha256: string): Promise<Obstacles> {
  const transactions = await readTransactions(host);
  const resting = restingPlugins(transactions, host.clock.now());
  return {
    pending: await waitingForConfirmation(host, openTransaction(transactions)),
    resting: resting.filter(({ document_sha256 }) => document_sha256 === sha256),
  };
}

/** For people, a line each */
export function obstacleLines({ pending, resting }: Obstacles): string[] {
  return [
    ...(pending ? [`nothing can be applied now: ${pendingText(pending)}`] : []),
    ...resting.map(plugin => `left alone for now: ${restingText(plugin)}`),
  ];
}

/** For programs; null when nothing waits */
export function shownPending(pending: PendingTransaction | undefined): JsonObject | null {
  if (!pending) return null;
  const { timestamp, data } = pending.pending;
  return { txn: pending.txn, since: timestamp, seconds: data["seconds"] ?? null };
}

/** For programs */
export function shownResting({ plugin, document_sha256, failures, until }: RestingPlugin): JsonObject {
  return { plugin, document_sha256, failures, until: until.toISOString() };
}
