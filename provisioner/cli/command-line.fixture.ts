import { vi } from "vitest";
import type { Machine } from "../manager/machine.ts";
import { exitStatusOf } from "./exit-status.ts";
import { groundstateProgram } from "./program.ts";
import { tellError } from "./tell-error.ts";

/** What a command printed, and its exit status */
export interface Answer {
  out: string;
  err: string;
  status: number;
}

/** Runs one command line on a machine, in this process */
export async function commandLine(machine: Machine, ...words: string[]): Promise<Answer> {
  const answer: Answer = { out: "", err: "", status: 0 };
  const out = vi.spyOn(process.stdout, "write").mockImplementation(text => {
    answer.out += String(text);
    return true;
  });
  const err = vi.spyOn(process.stderr, "write").mockImplementation(text => {
    answer.err += String(text);
    return true;
  });
  const program = groundstateProgram(stage => ({ ...machine, host: { ...machine.host, stage } }));
  try {
    await program.parseAsync(words, { from: "user" });
    answer.status = Number(process.exitCode ?? 0);
  } catch (error) {
    tellError(error, words);
    answer.status = exitStatusOf(error);
  } finally {
    process.exitCode = undefined;
    out.mockRestore();
    err.mockRestore();
  }
  return answer;
}
