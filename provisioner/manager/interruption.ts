import { Failure } from "../host/failure.ts";

/** Signals that ask a program to end: Ctrl-C, `systemctl stop` or shutdown, a terminal that is gone */
const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Where a transaction stands, and what a signal is answered there */
const answers = {
  applying: "the running action may end, then everything is rolled back",
  "rolling back": "the rollback is running, and is not interrupted",
  recording: "too late, everything is applied",
};

/** How a transaction deals with signals that came */
export interface Interruption {
  /** Fails once a signal came: nothing further is to be started */
  stopHere(): void;
  /** A signal came */
  came(): boolean;
  enter(course: keyof typeof answers): void;
}

/**
 * Holds back the signals that end a program until the work is over: a package manager must not be cut in the middle,
 * and what was begun needs an outcome. Without this they end the program at once, as everywhere.
 */
export async function holdingSignals<T>(work: (interruption: Interruption) => Promise<T>): Promise<T> {
  let course: keyof typeof answers = "applying";
  let came: NodeJS.Signals | undefined;
  const hear = (signal: NodeJS.Signals): void => {
    came ??= signal;
    process.stderr.write(`groundstate: ${signal}: ${answers[course]}\n`);
  };
  for (const signal of endingSignals) process.on(signal, hear);
  try {
    return await work({
      stopHere: () => {
        if (came) throw new Failure({ kind: "machine", tried: `interrupted by ${came}` });
      },
      came: () => came !== undefined,
      enter: next => {
        course = next;
      },
    });
  } finally {
    for (const signal of endingSignals) process.off(signal, hear);
  }
}
