import type { Report } from "../contract/plugin.ts";
import { describeError } from "../host/failure.ts";
import type { Host } from "../host/host.ts";
import { forgetCheckpoint, pruneCheckpoints } from "./checkpoint.ts";
import { deleteSnapshotBefore, pruneSnapshots } from "./root-snapshot.ts";

/** Housekeeping after an outcome is durable; it must not turn a success into a failure */
export async function forgetOld(host: Host, report: Report): Promise<void> {
  try {
    await pruneCheckpoints(host);
    await pruneSnapshots(host);
  } catch (error) {
    report(`old checkpoints stay: ${describeError(error)}`);
  }
}

/** The same after a rollback: nobody will go that way again; where something stays changed the snapshot is kept */
export async function forgetWayBack(
  host: Host,
  txn: string,
  left: readonly string[],
  report: Report,
): Promise<void> {
  try {
    await forgetCheckpoint(host, txn);
    if (left.length === 0) await deleteSnapshotBefore(host, txn);
  } catch (error) {
    report(`the checkpoint of transaction ${txn} stays: ${describeError(error)}`);
  }
  await forgetOld(host, report);
}
