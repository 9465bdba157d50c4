import { Failure } from "../host/failure.ts";
import type { Host } from "../host/host.ts";
import type { Interruption } from "./interruption.ts";

const attempts = 3;
const firstPauseSeconds = 2;

/** Tries transient failures again, twice, with doubling pauses; anything else fails at once */
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
      await host.clock.sleep(firstPauseSeconds * 2 ** (attempt - 1));
      stopHere();
    }
  }
}
