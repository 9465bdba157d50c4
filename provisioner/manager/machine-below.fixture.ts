import type { Plugin } from "../contract/plugin.ts";
import { systemMessageBus } from "../host/bus.ts";
import { filesBelow } from "../host/files.ts";
import type { Host, Stage } from "../host/host.ts";
import type { Machine } from "./machine.ts";

/** A machine in a folder that is there: real files, a clock that does not wait, no programs */
export function machineBelow(root: string, plugins: readonly Plugin[], stage: Stage = "live"): Machine {
  let seconds = 0;
  const host: Host = {
    stage,
    files: filesBelow(root),
    bus: systemMessageBus(),
    clock: {
      now: () => new Date(Date.UTC(2026, 0, 1) + seconds * 1000),
      sleep: async wait => {
        seconds += wait;
      },
    },
    run: async () => ({ stdout: "", stderr: "", exit: 0 }),
  };
  return { host, plugins };
}
