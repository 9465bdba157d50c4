import type { PlannedAction } from "../contract/plugin.ts";
import type { StateDocument } from "../state/document.ts";
import type { Interruption } from "./interruption.ts";
import type { Machine } from "./machine.ts";
import { planDocument } from "./plan.ts";

/** Services start and leases come with a delay: this long may the machine take to become what was applied */
const settleSeconds = 90;
const pauseSeconds = 3;

/** Whether the machine is what the document says */
export interface Verification {
  /** Number of resources that hold */
  holding: number;
  /** What does not hold, as the actions that would mend it */
  drift: PlannedAction[];
  /** What differs and is left alone: nobody waits for it */
  advisory: PlannedAction[];
  /** What only a running machine can show, in the install stage */
  deferred: PlannedAction[];
}

/** Queries again and compares, once */
export async function verifyDocument(
  machine: Machine,
  document: StateDocument,
  only?: string,
): Promise<Verification> {
  const { todo, deferred, advisory, holding } = await planDocument(machine, document, only);
  return { holding: holding.length, drift: todo, advisory, deferred };
}

/** Verifies until everything holds, the time to settle is over, or a signal ends the wait */
export async function verifySettled(
  machine: Machine,
  { stopHere }: Interruption,
  document: StateDocument,
  only?: string,
): Promise<Verification> {
  const until = machine.host.clock.now().getTime() + settleSeconds * 1000;
  for (;;) {
    stopHere();
    const verification = await verifyDocument(machine, document, only);
    if (verification.drift.length === 0 || machine.host.clock.now().getTime() >= until) return verification;
    await machine.host.clock.sleep(pauseSeconds);
  }
}
