import { type Bus, systemMessageBus } from "./bus.ts";
import { type Clock, systemClock } from "./clock.ts";
import { type Files, filesBelow } from "./files.ts";
import type { Program } from "./programs.ts";
import { type RunOptions, type RunResult, run } from "./run.ts";

/** "install": in a chroot, files and offline tools, nothing running; "live": on the running machine */
export type Stage = "install" | "live";

/** The machine, as everything above this room sees it */
export interface Host {
  readonly stage: Stage;
  readonly files: Files;
  readonly bus: Bus;
  readonly clock: Clock;
  run(program: Program, args: readonly string[], options?: RunOptions): Promise<RunResult>;
}

/** This machine. In the chroot the process itself is confined, so the root is "/" there as well */
export function thisHost(stage: Stage): Host {
  return { stage, files: filesBelow("/"), bus: systemMessageBus(), clock: systemClock, run };
}
