import { Failure } from "../host/failure.ts";
import type { Host } from "../host/host.ts";
import { type Block, ledgerPaths } from "./block.ts";
import { lineBatches } from "./lines.ts";
import { parseBlock } from "./parse.ts";
import { lastLines } from "./tail.ts";

/** Which blocks to read; a member that is absent leaves out nothing */
export interface BlockFilter {
  /** Heights, both ends included */
  from?: number;
  to?: number;
  category?: string;
  txn?: string;
  plugin?: string;
  /** Only the last so many of the blocks that the rest of the filter keeps */
  last?: number;
}

/** Blocks in the order of the file. It does not verify, takes no lock, and leaves out a line still being written */
export async function* readBlocks(
  host: Host,
  directory: string,
  filter: BlockFilter = {},
): AsyncGenerator<Block> {
  const path = host.files.path(ledgerPaths(directory).ledger);
  const { last, ...rest } = filter;
  if (last === undefined) yield* matching(path, filter);
  else if (Object.keys(rest).length === 0) {
    for (const text of await lastLines(path, last))
      yield blockOf(text, `one of the last ${last} lines of ${path}`);
  } else yield* await lastMatching(path, rest, last);
}

async function* matching(path: string, filter: BlockFilter): AsyncGenerator<Block> {
  for await (const lines of lineBatches(path)) {
    for (const line of lines) {
      if (!line.terminated) return;
      const block = blockOf(line.text, `line ${line.number} of ${path}`);
      if (filter.to !== undefined && block.height > filter.to) return;
      if (keeps(filter, block)) yield block;
    }
  }
}

async function lastMatching(path: string, filter: BlockFilter, count: number): Promise<Block[]> {
  const kept: Block[] = [];
  for await (const block of matching(path, filter)) {
    kept.push(block);
    if (kept.length > count) kept.shift();
  }
  return kept;
}

function keeps({ from, category, txn, plugin }: BlockFilter, block: Block): boolean {
  return (
    (from === undefined || block.height >= from) &&
    (category === undefined || block.category === category) &&
    (txn === undefined || block.txn === txn) &&
    (plugin === undefined || block.metadata.plugin === plugin)
  );
}

function blockOf(text: string | undefined, where: string): Block {
  const block = text === undefined ? "the line is not UTF-8" : parseBlock(text);
  if (typeof block !== "string") return block;
  throw new Failure({
    kind: "integrity",
    tried: `cannot read ${where}`,
    found: block,
    needs: "a ledger that verifies",
    fix: "see all that is wrong with `groundstate ledger verify`",
  });
}
