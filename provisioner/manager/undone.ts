import { describeError, Failure } from "../host/failure.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { isGoingDown, leftForTheNextStart } from "./going-down.ts";
import * as record from "./record.ts";
import { goBack, rollbackFailure, rolledBackText, type WayBack } from "./rollback.ts";

/** Rolls an apply back that failed, and gives what to throw: why it failed, and how far the way back came */
export async function undone(
  way: WayBack & { atWork?: string | undefined },
  checkpoint: Checkpoint,
  cause: unknown,
): Promise<Failure> {
  const { machine, txn, interruption, report } = way;
  if (interruption.came() && (await isGoingDown(machine.host))) return leftForTheNextStart(txn, cause);
  const tried = describeError(cause);
  const toBlame = interruption.came() ? undefined : way.atWork;
  report(`failed: ${tried}`);
  report("rolling back");
  const rollback = await goBack(way, checkpoint, result => record.abort(txn, cause, result, toBlame));
  if (rollback.failures.length > 0) {
    const found = describeError(rollbackFailure(rollback, txn));
    return new Failure({ kind: "rollback", tried, found, cause });
  }
  // Not the kind of the cause: to the caller "input" means that nothing was begun, "drift" that it was only looked.
  return new Failure({
    kind: "machine",
    tried,
    fix: rolledBackText(rollback, ` (transaction ${txn})`),
    cause,
  });
}
