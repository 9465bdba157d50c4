import type { Problem } from "../../state/problem.ts";

/** A problem before it has its stage */
export type Finding = Pick<Problem, "pointer" | "found" | "needs" | "fix" | "severity">;

/** Pointer of a key of an interface */
export function at(name: string, key: string): string {
  return `/interfaces/${name}/${key}`;
}
