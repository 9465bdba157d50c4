import { open } from "node:fs/promises";
import { Failure } from "../host/failure.ts";
import type { Host } from "../host/host.ts";
import { type Block, type Head, type LedgerEntry, ledgerPaths } from "./block.ts";
import { chainCheck } from "./chain.ts";
import { hasValidSignature, type LedgerKeys } from "./keys.ts";
import { type Line, lineBatches } from "./lines.ts";
import type { Problem } from "./problem.ts";

/** A ledger that was found whole, or was made so */
export interface FoundLedger {
  head: Head;
  /** What was cut off and is not recorded yet */
  recovered: LedgerEntry | undefined;
}

/**
 * Checks the chain before a writer goes on. Only an unterminated last line is cut: it was never
 * acknowledged, because a block is acknowledged after its newline is on the disk.
 */
export async function recoverLedger(host: Host, directory: string, keys: LedgerKeys): Promise<FoundLedger> {
  const path = host.files.path(ledgerPaths(directory).ledger);
  const { head, torn } = await readChain(path, keys);
  if (torn) {
    await keepAside(host, directory, head.height + 1, path, torn.offset);
    await cut(path, torn.offset);
  }
  return { head, recovered: await unrecorded(host, directory, head.height + 1) };
}

async function readChain(path: string, keys: LedgerKeys): Promise<{ head: Head; torn: Line | undefined }> {
  const chain = chainCheck("chain");
  let torn: Line | undefined;
  let last: Block | undefined;
  for await (const lines of lineBatches(path)) {
    for (const line of lines) {
      if (!line.terminated) {
        torn = line;
        continue;
      }
      last = chain.next(line)?.block ?? last;
    }
  }
  const [problem] = chain.problems();
  if (problem) throw broken(path, problem);
  const head = chain.head();
  if (!head || !last) {
    throw broken(path, { height: 0, line: 1, verdict: "missing", text: "there is no genesis block" });
  }
  if (!(await hasValidSignature(last.hash, last.signature, keys.publicKey))) {
    const text = "the last block is not signed with this ledger's key";
    throw broken(path, { height: head.height, line: chain.blocks(), verdict: "signature", text });
  }
  return { head, torn };
}

// The torn bytes are kept before they are cut, and recorded after: a power cut between any two of these
// steps leaves a file named after the next height, which only a recovery block ever takes away.
async function keepAside(
  host: Host,
  directory: string,
  height: number,
  path: string,
  offset: number,
): Promise<void> {
  const torn = await bytesFrom(path, offset);
  const aside = tornPath(directory, height);
  const kept = (await host.files.readBytes(aside)) ?? Buffer.alloc(0);
  if (kept.includes(torn)) return;
  await host.files.write(aside, Buffer.concat([kept, torn, Buffer.from("\n")]), { mode: 0o600 });
}

async function unrecorded(host: Host, directory: string, height: number): Promise<LedgerEntry | undefined> {
  const aside = tornPath(directory, height);
  const facts = await host.files.facts(aside);
  if (!facts) return undefined;
  return {
    txn: "recovery",
    category: "ledger",
    action: "recovery",
    phase: "note",
    data: { torn_line: aside.slice(directory.length + 1), bytes: facts.size },
  };
}

function tornPath(directory: string, height: number): string {
  return `${directory}/ledger.torn-${height}.jsonl`;
}

async function bytesFrom(path: string, offset: number): Promise<Buffer> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const { buffer } = await file.read(Buffer.alloc(size - offset), 0, size - offset, offset);
    return buffer;
  } finally {
    await file.close();
  }
}

async function cut(path: string, length: number): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.truncate(length);
    await file.sync();
  } finally {
    await file.close();
  }
}

function broken(path: string, { height, line, text }: Problem): Failure {
  return new Failure({
    kind: "integrity",
    tried: `cannot go on with the ledger ${path}`,
    found: `line ${line}, block ${height}: ${text}`,
    needs: "a ledger that verifies",
    fix: "see all that is wrong with `groundstate ledger verify`, then restore the file from a backup",
  });
}
