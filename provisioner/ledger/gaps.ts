import type { Problem } from "./problem.ts";

/** Heights that were jumped over; one that turns up later was moved, not removed */
export interface HeightGaps {
  open(first: number, last: number, line: number): void;
  /** True when the height was missing until now */
  fill(height: number): boolean;
  problems(): Problem[];
}

/** No gaps yet. Ranges, not single heights: one forged height must not cost memory */
export function heightGaps(): HeightGaps {
  let gaps: { first: number; last: number; line: number }[] = [];

  function fill(height: number): boolean {
    const gap = gaps.find(({ first, last }) => first <= height && height <= last);
    if (!gap) return false;
    const left = { ...gap, last: height - 1 };
    const right = { ...gap, first: height + 1 };
    gaps = gaps.flatMap(each => (each === gap ? [left, right].filter(isOpen) : [each]));
    return true;
  }

  return {
    open: (first, last, line) => gaps.push({ first, last, line }),
    fill,
    problems: () =>
      gaps.map(({ first, last, line }) => ({
        height: first,
        line,
        verdict: "missing",
        text: first === last ? `block ${first} is not there` : `blocks ${first} to ${last} are not there`,
      })),
  };
}

function isOpen({ first, last }: { first: number; last: number }): boolean {
  return first <= last;
}
