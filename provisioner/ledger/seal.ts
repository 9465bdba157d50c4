import { type Block, type BlockContent, genesisPrevHash, type Head, type LedgerEntry } from "./block.ts";
import { hashContent } from "./hash.ts";
import { type LedgerKeys, signHash } from "./keys.ts";
import type { Origin } from "./origin.ts";

/** Makes the block that follows `head` (or the first one), hashed and signed */
export function seal(
  entry: LedgerEntry,
  head: Head | undefined,
  now: Date,
  { boot_id, user, host }: Origin,
  keys: LedgerKeys,
): Block {
  const content: BlockContent = {
    version: 1,
    height: head ? head.height + 1 : 0,
    prev_hash: head?.hash ?? genesisPrevHash,
    timestamp: now.toISOString(),
    boot_id,
    txn: entry.txn,
    category: entry.category,
    action: entry.action,
    phase: entry.phase,
    metadata: { user, host, plugin: entry.plugin ?? null },
    data: entry.data,
  };
  const hash = hashContent(content);
  return { ...content, hash, signature: signHash(hash, keys.privateKey) };
}
