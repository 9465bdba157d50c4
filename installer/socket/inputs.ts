/** What a person did on some console: one key during a countdown, or a word with Enter */
export type Input = { kind: "key" } | { kind: "word"; word: string };

/** Inputs of all consoles, in the order they came */
export interface Inputs {
  push(input: Input): void;
  /** Forgets what was typed before the question was asked */
  clear(): void;
  /** The next input; undefined when there was none within that many seconds */
  next(seconds?: number): Promise<Input | undefined>;
}

/** An empty queue */
export function inputQueue(): Inputs {
  const waiting: Input[] = [];
  let wake: (() => void) | undefined;
  return {
    push: input => {
      waiting.push(input);
      wake?.();
    },
    clear: () => {
      waiting.length = 0;
    },
    next: async seconds => {
      if (waiting.length === 0) {
        await new Promise<void>(resolve => {
          const timer = seconds === undefined ? undefined : setTimeout(resolve, seconds * 1000);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = undefined;
      }
      return waiting.shift();
    },
  };
}
