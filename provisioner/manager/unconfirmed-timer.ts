import { Failure } from "../host/failure.ts";
import type { Host } from "../host/host.ts";

/**
 * Runs an apply that somebody has to confirm within so many seconds, or one that nobody has to. Should its process
 * vanish, the timer rolls it back; when it fails it rolls itself back, and the timer goes
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
    await stopTimer(host, txn).catch(() => undefined); // it would find nothing to roll back
    throw error;
  }
}

/**
 * Lets systemd roll a transaction back in so many seconds, whatever becomes of this process and of the session it
 * runs in. The timer counts by the monotonic clock; asked again, it counts from now
 */
export async function rollBackIn(host: Host, seconds: number, txn: string): Promise<void> {
  await stopTimer(host, txn);
  const timer = [`--on-active=${seconds}`, "--timer-property=AccuracySec=100ms"];
  await host.run("systemd-run", ["--quiet", ...timer, `--unit=${unit(txn)}.service`]);
}

/** Takes the timer back; fine when it is gone already */
export async function stopTimer(host: Host, txn: string): Promise<void> {
  await host.run("systemctl", ["stop", `${unit(txn)}.timer`], { allowedExits: [0, 1, 5] });
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
