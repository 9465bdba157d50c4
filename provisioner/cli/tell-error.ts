import { CommanderError } from "commander";
import { describeError, Failure } from "../host/failure.ts";
import type { JsonObject } from "../host/json.ts";
import { printJson } from "./command.ts";
import { exitStatusOf } from "./exit-status.ts";

/** Tells why a command line failed: people on standard error, programs that asked for JSON on standard output */
export function tellError(error: unknown, words: readonly string[]): void {
  if (exitStatusOf(error) === 0) return; // help, which is printed already
  if (words.includes("--json")) printJson({ error: shownError(error) });
  // the command line's own errors are on the terminal already
  else if (!(error instanceof CommanderError)) process.stderr.write(`groundstate: ${describeError(error)}\n`);
}

/** The parts of an error as programs may see it; a part that says nothing is null */
function shownError(error: unknown): JsonObject {
  if (error instanceof Failure) {
    const { kind, tried, found = null, needs = null, fix = null } = error.parts;
    return { kind, tried, found, needs, fix };
  }
  const kind = error instanceof CommanderError ? "input" : "machine";
  return { kind, tried: describeError(error), found: null, needs: null, fix: null };
}
