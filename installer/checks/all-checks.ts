import type { Problem } from "../../provisioner/state/problem.ts";
import type { AptSource } from "../identity/apt-sources.ts";
import { mediumOfSuite } from "../medium.ts";
import { answeringSources } from "./archives.ts";
import { checkBaseSource } from "./base-source.ts";
import { checkClock } from "./clock.ts";
import type { Check, Ground } from "./ground.ts";
import { packagesNotOnMedium } from "./medium-packages.ts";
import { checkMemory } from "./memory.ts";
import { checkPackages } from "./packages.ts";
import { checkSections } from "./sections.ts";
import { checkSpace } from "./space.ts";
import { checkTimezone } from "./timezone.ts";

/** What the checks came to: everything that stands in the way, and the archives that the new system will use */
export interface Findings {
  problems: Problem[];
  sources: AptSource[];
}

/** The clock comes first: a mirror over https needs it */
const early: readonly Check[] = [checkClock, checkMemory, checkBaseSource];
const late: readonly Check[] = [checkSpace, checkTimezone, checkSections];

/** Runs every check and gives everything that stands in the way, not just the first */
export async function runChecks(ground: Ground): Promise<Findings> {
  const problems: Problem[] = [];
  for (const check of early) problems.push(...(await check(ground)));
  const { report, settings } = ground;
  const sources = await answeringSources(settings, { fetches: await fetchesPackages(ground), report });
  problems.push(...(await checkPackages(ground, sources)));
  for (const check of late) problems.push(...(await check(ground)));
  return { problems, sources };
}

async function fetchesPackages({ host, medium, settings, document }: Ground): Promise<boolean> {
  if (settings.base === "debootstrap") return true;
  const serving = mediumOfSuite(medium, settings.suite);
  return (await packagesNotOnMedium(host.files, serving, settings.base, document)).length > 0;
}
