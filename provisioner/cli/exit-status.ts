import type { FailureKind } from "../host/failure.ts";

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
