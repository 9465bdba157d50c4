import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { filesBelow } from "../provisioner/host/files.ts";
import type { Host } from "../provisioner/host/host.ts";
import type { RunResult } from "../provisioner/host/run.ts";

/** A machine for tests: real files below a folder, programs that answer as told, a clock that only sleeping moves */
export interface FakeHost extends Host {
  /** Every program that was run, as one line each */
  ran: string[];
  remove(): Promise<void>;
}

/** A fake machine; `answers` gives the output of a program by the beginning of its command line */
export async function fakeHost(answers: Record<string, string> = {}): Promise<FakeHost> {
  const root = await mkdtemp(join(tmpdir(), "installer-"));
  const ran: string[] = [];
  let time = Date.parse("2026-01-01T00:00:00Z");
  return {
    stage: "live",
    files: filesBelow(root),
    bus: { call: async () => [], listen: async () => () => undefined, close: () => undefined },
    clock: {
      now: () => new Date(time),
      sleep: async seconds => {
        time += seconds * 1000;
      },
    },
    run: async (program, args): Promise<RunResult> => {
      const command = [program, ...args].join(" ");
      ran.push(command);
      const [, stdout = ""] = Object.entries(answers).find(([begin]) => command.startsWith(begin)) ?? [];
      return { stdout, stderr: "", exit: 0 };
    },
    ran,
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
