import { randomBytes } from "node:crypto";
import { Failure } from "../host/failure.ts";
import type { Host } from "../host/host.ts";
import { takeLock } from "../host/lock.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { openOrAdopt } from "./adoption.ts";
import { openTransaction, readTransactions } from "./open-transaction.ts";
import { lockHolderPath, lockPath, stateDirectory } from "./paths.ts";

/** Runs one transaction at a time over the whole machine; a second one fails as "busy" and hears of the first */
export async function withTransactionLock<T>(
  host: Host,
  work: (ledger: Ledger, txn: string) => Promise<T>,
): Promise<T> {
  await refuseInSnapshot(host);
  await host.files.makeDirectory(stateDirectory, { mode: 0o700 });
  const holder = (await host.files.read(lockHolderPath))?.trim();
  const lock = await takeLock(
    host.files.path(lockPath),
    `transaction ${holder ?? "of another process"} is running`,
  );
  try {
    const txn = newTransactionId(host.clock.now());
    await host.files.write(lockHolderPath, `${txn}\n`, { mode: 0o600 });
    return await closing(host, await openOrAdopt(host), ledger => work(ledger, txn));
  } finally {
    await lock.release();
  }
}

/** The boot menu starts snapshots with a root in memory, but with the ledger of the machine */
async function refuseInSnapshot({ files }: Host): Promise<void> {
  const [, snapshot] = /\bgroundstate\.snapshot=(\S+)/.exec((await files.read("/proc/cmdline")) ?? "") ?? [];
  if (snapshot === undefined) return;
  throw new Failure({
    kind: "input",
    tried: "cannot begin a transaction",
    found: `the snapshot ${snapshot}, booted from the menu: what is changed here is lost at the next start`,
    fix: "start the machine's own root, or make this snapshot its root: see SNAPSHOTS in groundstate(1)",
  });
}

/** The name stays behind while a transaction is open, cut or not confirmed yet: by that the next start knows of it */
async function closing<T>(host: Host, ledger: Ledger, work: (ledger: Ledger) => Promise<T>): Promise<T> {
  try {
    return await work(ledger);
  } finally {
    await ledger.close();
    if (!openTransaction(await readTransactions(host))) await host.files.remove(lockHolderPath);
  }
}

/** Sorts by time, and is different even within a second: "20261120T141502Z-9f3a1c" */
export function newTransactionId(now: Date): string {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, "");
  return `${time}-${randomBytes(3).toString("hex")}`;
}
