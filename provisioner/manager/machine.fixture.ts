import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Plugin } from "../contract/plugin.ts";
import type { Stage } from "../host/host.ts";
import type { Machine } from "./machine.ts";
import { machineBelow } from "./machine-below.fixture.ts";

/** A machine of its own in a temporary folder: real files, a clock that does not wait, no programs */
export async function machineInFolder(plugins: readonly Plugin[], stage: Stage = "live"): Promise<Machine> {
  return machineBelow(await temporaryFolder("machine"), plugins, stage);
}

/** A folder that goes with the test */
export async function temporaryFolder(name: string, below = tmpdir()): Promise<string> {
  const root = await mkdtemp(join(below, `groundstate-${name}-`));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  return root;
}
