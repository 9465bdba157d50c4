import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Plugin } from "../contract/plugin.ts";
import { systemMessageBus } from "../host/bus.ts";
import { filesBelow } from "../host/files.ts";
import type { Host, Stage } from "../host/host.ts";
import type { Machine } from "./machine.ts";

/** A machine of its own in a temporary folder: real files, a clock that does not wait, no programs */
export async function machineInFolder(plugins: readonly Plugin[], stage: Stage = "live"): Promise<Machine> {
  const root = await mkdtemp(join(tmpdir(), "groundstate-machine-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
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
