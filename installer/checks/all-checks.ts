import type { Problem } from "../../provisioner/state/problem.ts";
import { checkBaseSource } from "./base-source.ts";
import { checkClock } from "./clock.ts";
import type { Check, Ground } from "./ground.ts";
import { checkMemory } from "./memory.ts";
import { checkPackages } from "./packages.ts";
import { checkSections } from "./sections.ts";
import { checkSpace } from "./space.ts";
import { checkTimezone } from "./timezone.ts";

/** The clock comes first: a mirror over https needs it */
const checks: readonly Check[] = [
  checkClock,
  checkMemory,
  checkBaseSource,
  checkPackages,
  checkSpace,
  checkTimezone,
  checkSections,
];

/** Runs every check and gives everything that stands in the way, not just the first */
export async function runChecks(ground: Ground): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const check of checks) problems.push(...(await check(ground)));
  return problems;
}
