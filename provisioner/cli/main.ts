#!/usr/bin/env node
import { thisMachine } from "../manager/machine.ts";
import { exitStatus, exitStatusOf } from "./exit-status.ts";
import { groundstateProgram } from "./program.ts";
import { tellError } from "./tell-error.ts";

// A reader that went away, or a terminal that hung up, must not end a transaction in the middle.
const gone = ["EPIPE", "EIO"];
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", error => {
    if (!("code" in error && gone.includes(String(error.code)))) process.exitCode = exitStatus.machine;
  });
}

groundstateProgram(thisMachine)
  .parseAsync()
  .then(
    () => leave(),
    (error: unknown) => {
      tellError(error, process.argv);
      leave(exitStatusOf(error));
    },
  );

/**
 * Ends the process, which an open bus would keep alive, once everything printed has gone down the pipe;
 * with the status that a command left, which Node 20 forgets when exit() is handed undefined
 */
function leave(status?: number): void {
  process.stdout.write("", () => process.stderr.write("", () => process.exit(status ?? process.exitCode)));
}
