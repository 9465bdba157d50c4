import { Failure } from "../host/failure.ts";
import type { Host } from "../host/host.ts";
import type { JsonObject } from "../host/json.ts";
import { type HeldLock, takeLock } from "../host/lock.ts";
import { type Block, type Head, type LedgerEntry, ledgerPaths } from "./block.ts";
import { canonicalJson } from "./canonical.ts";
import { headJournal } from "./journal.ts";
import { ensureKeys, fingerprint, loadKeys } from "./keys.ts";
import { readOrigin } from "./origin.ts";
import { recoverLedger } from "./recovery.ts";
import { seal } from "./seal.ts";
import { openLineWriter } from "./writer.ts";

/** An open ledger: this process is its one writer */
export interface Ledger {
  /** Records an entry; when this returns the block is on the disk, and only then may one act on it */
  append(entry: LedgerEntry): Promise<Block>;
  /** The last block */
  head(): Head;
  /** SHA256 of the public key, for people to compare */
  readonly fingerprint: string;
  /** Lets go of the file and, if this ledger took it, of the lock */
  close(): Promise<void>;
}

/** Starts a ledger: makes its keys (or takes those of a start that was cut off) and writes the genesis block */
export async function createLedger(host: Host, directory: string, data: JsonObject): Promise<Ledger> {
  const paths = ledgerPaths(directory);
  await host.files.makeDirectory(directory);
  const lock = await lockLedger(host, directory);
  try {
    if (await host.files.facts(paths.ledger)) throw exists(paths.ledger);
    const keys = await ensureKeys(host.files, directory);
    const genesis: LedgerEntry = {
      txn: "genesis",
      category: "ledger",
      action: "genesis",
      phase: "commit",
      data: { ...data, public_key_fingerprint: fingerprint(keys.publicKey) },
    };
    const block = seal(genesis, undefined, host.clock.now(), await readOrigin(host), keys);
    await host.files.write(paths.ledger, `${canonicalJson(block)}\n`, { mode: 0o600 });
    return await writeUnderLock(host, directory, lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Opens a ledger for appending: checks its chain, and cuts and records a last line that was torn */
export async function openLedger(host: Host, directory: string): Promise<Ledger> {
  const { ledger } = ledgerPaths(directory);
  if (!(await host.files.facts(ledger))) throw absent(ledger);
  const lock = await lockLedger(host, directory);
  try {
    return await writeUnderLock(host, directory, lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** True when a ledger was started in the directory */
export async function hasLedger(host: Host, directory: string): Promise<boolean> {
  return (await host.files.facts(ledgerPaths(directory).ledger)) !== undefined;
}

async function writeUnderLock(host: Host, directory: string, lock: HeldLock): Promise<Ledger> {
  const keys = await loadKeys(host.files, directory);
  const origin = await readOrigin(host);
  const found = await recoverLedger(host, directory, keys);
  const writer = await openLineWriter(host.files.path(ledgerPaths(directory).ledger));
  const journal = headJournal(host);
  let head = found.head;
  let queue: Promise<unknown> = Promise.resolve();

  async function appendNext(entry: LedgerEntry): Promise<Block> {
    const block = seal(entry, head, host.clock.now(), origin, keys);
    await writer.append(canonicalJson(block));
    head = { height: block.height, hash: block.hash };
    journal.tell(head);
    return block;
  }

  function append(entry: LedgerEntry): Promise<Block> {
    const appended = queue.then(() => appendNext(entry));
    queue = appended.catch(() => undefined); // the caller has the error; the next entry still waits its turn
    return appended;
  }

  async function close(): Promise<void> {
    await queue;
    await writer.close();
    await journal.settled();
    await lock.release();
  }

  if (found.recovered) await append(found.recovered);
  return { append, head: () => head, fingerprint: fingerprint(keys.publicKey), close };
}

function lockLedger(host: Host, directory: string): Promise<HeldLock> {
  return takeLock(host.files.path(ledgerPaths(directory).lock), "another process writes this ledger");
}

function exists(path: string): Failure {
  return new Failure({
    kind: "input",
    tried: `cannot start the ledger ${path}`,
    found: "a ledger",
    needs: "a machine without one: a ledger is continued, never begun anew",
  });
}

function absent(path: string): Failure {
  return new Failure({
    kind: "integrity",
    tried: `cannot open the ledger ${path}`,
    found: "no such file",
    needs: "the ledger that was started with this machine",
    fix: "if it was deleted, restore it from a backup",
  });
}
