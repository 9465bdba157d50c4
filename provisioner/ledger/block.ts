import type { JsonObject } from "../host/json.ts";

/** What a block says about its transaction: intent before, the rest after */
export type Phase = "intent" | "done" | "undo" | "commit" | "abort" | "note";

/** What a caller records; the ledger adds place, time, origin, hash and signature */
export interface LedgerEntry {
  txn: string;
  category: string;
  action: string;
  phase: Phase;
  plugin?: string;
  data: JsonObject;
}

/** Who wrote a block, from where, for which plugin */
export interface BlockMetadata {
  user: string;
  host: string;
  plugin: string | null;
}

/** A block before it is sealed: exactly the members that the hash covers */
export interface BlockContent {
  version: 1;
  height: number;
  prev_hash: string;
  timestamp: string;
  boot_id: string;
  txn: string;
  category: string;
  action: string;
  phase: Phase;
  metadata: BlockMetadata;
  data: JsonObject;
}

/** One sealed line of the ledger */
export interface Block extends BlockContent {
  hash: string;
  signature: string;
}

/** The last block's place and hash: enough to notice a shortened ledger later */
export interface Head {
  height: number;
  hash: string;
}

/** `prev_hash` of block 0, which has nothing before it */
export const genesisPrevHash = "0".repeat(64);

/** Where everything of one ledger lies */
export interface LedgerPaths {
  ledger: string;
  lock: string;
  keys: string;
  privateKey: string;
  publicKey: string;
}

/** The files of the ledger in a directory */
export function ledgerPaths(directory: string): LedgerPaths {
  return {
    ledger: `${directory}/ledger.jsonl`,
    lock: `${directory}/ledger.lock`,
    keys: `${directory}/keys`,
    privateKey: `${directory}/keys/ledger.key`,
    publicKey: `${directory}/keys/ledger.pub`,
  };
}

/** A head as people keep it: "HEIGHT:HASH" */
export function headText(head: Head): string {
  return `${head.height}:${head.hash}`;
}
