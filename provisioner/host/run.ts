import { execa, type Options } from "execa";
import { Failure } from "./failure.ts";
import { type Program, programs } from "./programs.ts";

/** How to run a program: everything has a default that suits a short, quiet command */
export interface RunOptions {
  /** Bytes for standard input; it is closed when absent */
  input?: string;
  /** Seconds until the program is ended, 120 unless said */
  timeout?: number;
  /** Added to the environment; LC_ALL=C.UTF-8 is always set */
  environment?: Record<string, string>;
  /** Exit statuses that are answers, not failures; [0] unless said */
  allowedExits?: readonly number[];
  /** Called with each line of standard output and standard error as it comes */
  onLine?: (line: string) => void;
  directory?: string;
  /** The program talks to this process's own terminal; its output is not collected */
  terminal?: boolean;
}

/** What a program answered */
export interface RunResult {
  stdout: string;
  stderr: string;
  exit: number;
}

/** Runs one program with an argument vector; no shell ever sees the words */
export async function run(
  program: Program,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const child = execa(program, [...args], {
    ...standardStreams(options),
    ...(options.directory === undefined ? {} : { cwd: options.directory }),
    env: { LC_ALL: "C.UTF-8", ...options.environment },
    reject: false,
    maxBuffer: 64 * 1024 * 1024,
    stripFinalNewline: false,
    all: true,
    detached: options.terminal !== true,
  });
  const limit = endAfter(options.timeout ?? 120, child.pid, options.terminal === true);
  if (options.onLine) followLines(child.iterable({ from: "all" }), options.onLine);
  const result = await child;
  const timedOut = limit.stop();
  const exit = timedOut ? -1 : (result.exitCode ?? -1);
  if (!(options.allowedExits ?? [0]).includes(exit)) throw commandFailure(program, args, result, timedOut);
  return { stdout: output(result.stdout), stderr: output(result.stderr), exit };
}

/**
 * Ends a program that takes too long, together with everything it started: a process group of its own.
 * Ending the program alone would leave its children holding our pipes, and us waiting for them.
 */
function endAfter(seconds: number, pid: number | undefined, sharesTerminal: boolean): { stop(): boolean } {
  let timedOut = false;
  const end = (signal: NodeJS.Signals): void => {
    timedOut = true;
    try {
      if (pid !== undefined) process.kill(sharesTerminal ? pid : -pid, signal);
    } catch {
      // it ended in this very moment
    }
  };
  const timers = [
    setTimeout(end, seconds * 1000, "SIGTERM"),
    setTimeout(end, (seconds + 5) * 1000, "SIGKILL"),
  ];
  return {
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
      return timedOut;
    },
  };
}

function standardStreams({
  input,
  terminal,
}: RunOptions): Pick<Options, "stdin" | "stdout" | "stderr" | "input"> {
  if (terminal) return { stdin: "inherit", stdout: "inherit", stderr: "inherit" };
  return input === undefined ? { stdin: "ignore" } : { input };
}

async function followLines(lines: AsyncIterable<unknown>, onLine: (line: string) => void): Promise<void> {
  try {
    for await (const line of lines) onLine(String(line));
  } catch {
    // the same failure is reported by the awaited child
  }
}

interface Outcome {
  exitCode?: number | undefined;
  signal?: string | undefined;
  code?: string | undefined;
  stdout?: unknown;
  stderr?: unknown;
}

function commandFailure(
  program: Program,
  args: readonly string[],
  result: Outcome,
  timedOut: boolean,
): Failure {
  const command = [program, ...args].join(" ");
  if (result.code === "ENOENT") {
    return new Failure({
      kind: "machine",
      tried: `cannot run ${command}`,
      found: `no program ${program}`,
      needs: `the Debian package ${programs[program]}`,
      fix: `apt-get install ${programs[program]}`,
    });
  }
  return new Failure({
    kind: timedOut ? "transient" : "machine",
    tried: `${command} ${timedOut ? "ran into its time limit" : ending(result)}`,
    found: lastLines(output(result.stderr) || output(result.stdout) || "no output"),
  });
}

function ending({ signal, exitCode }: Outcome): string {
  if (signal) return `was ended by ${signal}`;
  return `exited with ${exitCode ?? "no status"}`;
}

/** Standard streams that went to a terminal, or of a program that never started, are no text */
function output(stream: unknown): string {
  return typeof stream === "string" ? stream : "";
}

function lastLines(text: string): string {
  return text.trim().split("\n").slice(-8).join(" | ");
}
