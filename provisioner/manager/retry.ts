import { Failure } from "../host/failure.ts";
import type { Host } from "../host/host.ts";
import type { Interruption } from "./interruption.ts";

const attempts = 4;
const firstPauseSeconds = 2;

/** Tries transient failures again with growing pauses; anything else fails at once */
export async function withRetry<T>(
  host: Host,
  { stopHere }: Interruption,
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const again = error instanceof Failure && error.kind === "transient" && attempt < attempts;
      if (!again) throw error;
      stopHere();
      await host.clock.sleep(pauseAfter(attempt, Math.random()));
      stopHere();
    }
  }
}

/**
 * Pure: seconds to wait after that attempt. The range doubles; `chance`, 0 to 1, picks from its upper half, so that
 * machines which failed together, at one mirror, do not come back together
 */
export function pauseAfter(attempt: number, chance: number): number {
  return firstPauseSeconds * 2 ** (attempt - 1) * (0.5 + chance / 2);
}
