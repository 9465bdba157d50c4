import { execa } from "execa";
import { Failure } from "./failure.ts";
import { type Program, programs } from "./programs.ts";

/** A program that runs beside us until it ends or is ended */
export interface StartedProgram {
  readonly pid: number;
  /** The exit status, once there is one; -1 when a signal ended it */
  readonly exited: Promise<number>;
  /** Waits that many seconds for the end; undefined when it still runs */
  wait(seconds: number): Promise<number | undefined>;
  /** Ends it by its own pid: SIGTERM, five seconds, SIGKILL */
  kill(): Promise<void>;
}

/** Where a started program's own words go */
export interface StartOptions {
  /** File that standard output and standard error are appended to */
  log: string;
}

/** Starts a long-running program; it ends with this process at the latest */
export function start(program: Program, args: readonly string[], { log }: StartOptions): StartedProgram {
  const output = { file: log, append: true } as const;
  const child = execa(program, [...args], {
    stdin: "ignore",
    stdout: output,
    stderr: output,
    buffer: false,
    reject: false,
    env: { LC_ALL: "C.UTF-8" },
  });
  if (child.pid === undefined) throw missing(program);
  child.catch(() => undefined);
  // not the awaited child: that also waits for whoever else holds the program's output open
  const exited = new Promise<number>(resolve => child.once("exit", status => resolve(status ?? -1)));
  const wait = (seconds: number): Promise<number | undefined> => within(exited, seconds);
  return {
    pid: child.pid,
    exited,
    wait,
    kill: async () => {
      child.kill("SIGTERM");
      if ((await wait(5)) === undefined) child.kill("SIGKILL");
      await exited;
    },
  };
}

async function within<T>(answer: Promise<T>, seconds: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>(resolve => {
    timer = setTimeout(() => resolve(undefined), seconds * 1000);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

function missing(program: Program): Failure {
  return new Failure({
    kind: "machine",
    tried: `cannot start ${program}`,
    found: `no program ${program}`,
    needs: `the Debian package ${programs[program]}`,
    fix: `apt-get install ${programs[program]}`,
  });
}
