import { setTimeout } from "node:timers/promises";

/** The machine's time; a test replaces it */
export interface Clock {
  now(): Date;
  /** Waits that many seconds */
  sleep(seconds: number): Promise<void>;
}

/** The real clock */
export const systemClock: Clock = {
  now: () => new Date(),
  sleep: async seconds => {
    await setTimeout(seconds * 1000);
  },
};
