import { Failure } from "../host/failure.ts";
import type { Host } from "../host/host.ts";
import { openTransaction, readTransactions } from "./open-transaction.ts";

/**
 * Runs an apply that somebody has to confirm within so many seconds, or one that nobody has to. Should its process
 * vanish, the timer rolls it back; when it fails it rolls itself back, and the timer goes. One that runs longer than its
 * timer finds what that started waiting: the time to confirm counts from the end of the apply
 */
export async function underTimer<T>(
  host: Host,
  seconds: number | undefined,
  txn: string,
  work: () => Promise<T>,
): Promise<T> {
  if (seconds === undefined) return await work();
  if (host.stage === "install") throw nothingRuns();
  await rollBackIn(host, seconds, txn);
  try {
    return await work();
  } catch (error) {
    await stopIfOver(host, txn).catch(() => undefined); // then the timer does it again, and finds nothing to roll back
    throw error;
  }
}

/** Where no outcome could be written, the timer is what rolls back */
async function stopIfOver(host: Host, txn: string): Promise<void> {
  if (openTransaction(await readTransactions(host))?.txn !== txn) await stopTimer(host, txn);
}

/**
 * Lets systemd roll a transaction back in so many seconds, whatever becomes of this process and of the session it
 * runs in. The timer counts by the monotonic clock
 */
async function rollBackIn(host: Host, seconds: number, txn: string): Promise<void> {
  const timer = [`--on-active=${seconds}`, "--timer-property=AccuracySec=100ms"];
  await host.run("systemd-run", ["--quiet", ...timer, `--unit=${unit(txn)}.service`]);
}

/** Takes the timer back, and what it started and waits; fine when they are gone already */
export async function stopTimer(host: Host, txn: string): Promise<void> {
  await host.run("systemctl", ["stop", `${unit(txn)}.timer`, `${unit(txn)}.service`], {
    allowedExits: [0, 1, 5],
  });
}

function unit(txn: string): string {
  return `groundstate-unconfirmed@${txn}`;
}

function nothingRuns(): Failure {
  return new Failure({
    kind: "input",
    tried: "cannot wait for a confirmation in the stage install",
    found: "a chroot, in which no timer runs",
    fix: "apply without --confirm",
  });
}
