import type { Problem } from "../../provisioner/state/problem.ts";
import type { AptSources } from "../identity/apt-sources.ts";
import { findArchives } from "./archives.ts";
import { checkBaseSource } from "./base-source.ts";
import { checkClock } from "./clock.ts";
import type { Check, Ground } from "./ground.ts";
import { checkMemory } from "./memory.ts";
import { checkPackages } from "./packages.ts";
import { checkSections } from "./sections.ts";
import { checkSpace } from "./space.ts";
import { checkTimezone } from "./timezone.ts";

/** What the checks came to: everything that stands in the way, and the archives that the new system will use */
export interface Findings {
  problems: Problem[];
  sources: AptSources;
}

/** The clock comes first: a mirror over https needs it */
const early: readonly Check[] = [checkClock, checkMemory, checkBaseSource];
const late: readonly Check[] = [checkSpace, checkTimezone, checkSections];

/** Runs every check and gives everything that stands in the way, not just the first */
export async function runChecks(ground: Ground): Promise<Findings> {
  const problems: Problem[] = [];
  for (const check of early) problems.push(...(await check(ground)));
  const sources = await findArchives(ground);
  problems.push(...(await checkPackages(ground, sources.now)));
  for (const check of late) problems.push(...(await check(ground)));
  return { problems, sources };
}
