import { CommanderError } from "commander";
import { Failure, type FailureKind } from "../host/failure.ts";

/** Exit status by kind of failure; 0 is fine */
export const exitStatus: Record<FailureKind, number> = {
  machine: 1,
  transient: 1,
  input: 2,
  drift: 3,
  busy: 4,
  rollback: 5,
  integrity: 6,
};

/** The exit status that a thrown thing means; asking for help is no mistake */
export function exitStatusOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitStatus.input;
  return error instanceof Failure ? exitStatus[error.kind] : exitStatus.machine;
}
