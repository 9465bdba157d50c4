/** One line of a benchmark: what was measured, what came out, and what it has to reach */
export interface Figure {
  what: string;
  /** With its unit, and what it was taken beside */
  found: string;
  /** "at most 120 ms"; none where the figure only stands beside another */
  needs?: string;
  reached: boolean;
}

/** A figure that must not be above a limit */
export function atMost(what: string, value: number, limit: number, unit: string, beside = ""): Figure {
  return {
    what,
    found: `${shown(value)}${unit}${beside}`,
    needs: `at most ${limit}${unit}`,
    reached: value <= limit,
  };
}

/** A figure that must not be below a limit */
export function atLeast(what: string, value: number, limit: number, unit: string, beside = ""): Figure {
  return {
    what,
    found: `${shown(value)}${unit}${beside}`,
    needs: `at least ${limit}${unit}`,
    reached: value >= limit,
  };
}

/** The figure in one line */
export function figureLine({ what, found, needs, reached }: Figure): string {
  const reach = needs === undefined ? "" : `; ${needs}: ${reached ? "reached" : "MISSED"}`;
  return `${what.padEnd(44)} ${found}${reach}`;
}

/** The one in the middle, or of an even number the upper of two */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** How often a thing is timed, the first time left out: it also warms caches up */
const rounds = 5;

/** Milliseconds of some work, the median of some rounds */
export async function medianTime(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const start = performance.now();
    await work();
    if (round > 0) times.push(performance.now() - start);
  }
  return median(times);
}

function shown(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}
