import type { Block } from "../ledger/block.ts";

/** A block on one line, for a list */
export function blockLine({ height, timestamp, hash, ...block }: Block): string {
  return `${String(height).padStart(4)}  ${timestamp}  ${hash.slice(0, 12)}  ${whatText(block)}`;
}

/** A whole block for people: every member, and its data indented below */
export function blockLines(block: Block): string[] {
  const { height, timestamp, txn, boot_id, metadata, data, hash, prev_hash, signature } = block;
  return [
    `block        ${height}`,
    `time         ${timestamp}`,
    `transaction  ${txn}`,
    `what         ${whatText(block)}`,
    `by           ${metadata.user} on ${metadata.host}, boot ${boot_id}`,
    `hash         ${hash}`,
    `previous     ${prev_hash}`,
    `signature    ${signature}`,
    `data         ${JSON.stringify(data, null, 2).replaceAll("\n", `\n${" ".repeat(13)}`)}`,
  ];
}

function whatText({
  category,
  metadata,
  action,
  phase,
}: Pick<Block, "category" | "metadata" | "action" | "phase">): string {
  return [category, metadata.plugin, action, phase].filter(Boolean).join(" ");
}
