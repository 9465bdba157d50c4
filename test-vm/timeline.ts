/** One stretch of a machine's life */
export interface Phase {
  name: string;
  seconds: number;
}

/** Measures phases one after another */
export interface Timeline {
  /** Ends the running phase under this name and starts the next */
  mark(name: string): Phase;
  readonly phases: readonly Phase[];
  total(): number;
}

/** Starts measuring now */
export function startTimeline(now: () => number = () => performance.now() / 1000): Timeline {
  const started = now();
  const phases: Phase[] = [];
  let last = started;
  return {
    phases,
    mark: name => {
      const phase = { name, seconds: now() - last };
      last = now();
      phases.push(phase);
      return phase;
    },
    total: () => last - started,
  };
}

/** Seconds as a person reads them in a column */
export function formatSeconds(seconds: number): string {
  return `${seconds.toFixed(1).padStart(7)} s`;
}
