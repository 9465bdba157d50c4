import { randomBytes } from "node:crypto";
import type { Host } from "../host/host.ts";
import { takeLock } from "../host/lock.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { openOrAdopt } from "./adoption.ts";
import { LeftOpen } from "./going-down.ts";
import { lockHolderPath, lockPath, stateDirectory } from "./paths.ts";

/** Runs one transaction at a time over the whole machine; a second one fails as "busy" and hears of the first */
export async function withTransactionLock<T>(
  host: Host,
  work: (ledger: Ledger, txn: string) => Promise<T>,
): Promise<T> {
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

/** The name of the transaction stays behind when it is left open: by that the next start knows of it */
async function closing<T>(host: Host, ledger: Ledger, work: (ledger: Ledger) => Promise<T>): Promise<T> {
  let leftOpen = false;
  try {
    return await work(ledger);
  } catch (error) {
    leftOpen = error instanceof LeftOpen;
    throw error;
  } finally {
    await ledger.close();
    if (!leftOpen) await host.files.remove(lockHolderPath);
  }
}

/** Sorts by time, and is different even within a second: "20261120T141502Z-9f3a1c" */
export function newTransactionId(now: Date): string {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, "");
  return `${time}-${randomBytes(3).toString("hex")}`;
}
