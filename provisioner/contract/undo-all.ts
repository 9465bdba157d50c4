import { describeError, Failure } from "../host/failure.ts";

/** One part of a way back; `what` names it to people when it fails: "stop ssh.service", "the table in the kernel" */
export interface UndoStep {
  what: string;
  undo(): Promise<void>;
}

/** A step that did not work, and why */
export interface FailedStep {
  what: string;
  error: unknown;
}

/** Takes the steps in order, each whatever became of the others */
export async function attemptAll(steps: readonly UndoStep[]): Promise<FailedStep[]> {
  const failures: FailedStep[] = [];
  for (const { what, undo } of steps) {
    try {
      await undo();
    } catch (error) {
      failures.push({ what, error });
    }
  }
  return failures;
}

/** Takes every step before it fails, and then names each that did not work */
export async function undoAll(
  steps: readonly UndoStep[],
  { tried, fix }: { tried: string; fix: string },
): Promise<void> {
  const failures = await attemptAll(steps);
  if (failures.length === 0) return;
  const found = failures.map(({ what, error }) => `${what}: ${describeError(error)}`).join("; ");
  throw new Failure({ kind: "rollback", tried, found, fix });
}
