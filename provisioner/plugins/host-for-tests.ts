import { Failure } from "../host/failure.ts";
import { filesBelow } from "../host/files.ts";
import type { Host, Stage } from "../host/host.ts";
import type { RunOptions, RunResult } from "../host/run.ts";

/** A program that was run */
export interface Ran {
  program: string;
  args: readonly string[];
  options: RunOptions;
}

/** A machine for unit tests: real files below a folder, programs that only answer, no message bus */
export function hostForTests(
  root: string,
  stage: Stage,
  answer: (ran: Ran) => Partial<RunResult> | undefined = () => undefined,
): Host & { readonly ran: Ran[] } {
  const ran: Ran[] = [];
  return {
    ran,
    stage,
    files: filesBelow(root),
    bus: {
      call: async ({ interface: name, member }) => {
        throw new Error(`nobody answers ${name}.${member} in a unit test`);
      },
      listen: async () => async () => undefined,
      close: () => undefined,
    },
    clock: { now: () => new Date(0), sleep: async () => undefined },
    run: async (program, args, options = {}) => {
      const call = { program, args, options };
      ran.push(call);
      const result = { stdout: "", stderr: "", exit: 0, ...answer(call) };
      if ((options.allowedExits ?? [0]).includes(result.exit)) return result;
      const tried = `${[program, ...args].join(" ")} exited with ${result.exit}`;
      throw new Failure({ kind: "machine", tried, found: result.stderr || result.stdout || "no output" });
    },
  };
}
