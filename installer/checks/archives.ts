import type { AptSource } from "../identity/apt-sources.ts";
import type { Settings } from "../settings.ts";
import { mirrorAnswer } from "./mirror-answer.ts";

/** Suites that move all the time and have neither updates nor security archive of their own */
const rolling = ["sid", "unstable", "testing"];

/** How the archives of the new system are found */
export interface Asking {
  /** The install fetches packages, so that an archive which does not answer would stop it half way */
  fetches: boolean;
  /** Told what is left out */
  report(text: string): void;
}

/**
 * The archives that apt of the new system will use, the mirror first. Updates and security archive are taken
 * unasked only where nothing is fetched and the place is known, not guessed
 */
export async function answeringSources(
  { mirror, security, suite }: Pick<Settings, "mirror" | "security" | "suite">,
  { fetches, report }: Asking,
): Promise<AptSource[]> {
  if (mirror === undefined) return [];
  const main = { uri: mirror, suite };
  if (rolling.includes(suite)) return [main];
  const updates = { source: { uri: mirror, suite: `${suite}-updates` }, ask: fetches };
  const place = security ?? placeBeside(mirror);
  if (place === undefined) report(`no security archive is known for ${mirror}; ${withoutIt}`);
  const asked = fetches || security === undefined;
  const guard =
    place === undefined ? [] : [{ source: { uri: place, suite: `${suite}-security` }, ask: asked }];
  const beside = [updates, ...guard];
  const kept = await Promise.all(
    beside.map(async ({ source, ask }) => (!ask || (await answers(source, report)) ? [source] : [])),
  );
  return [main, ...kept.flat()];
}

const withoutIt = "apt of the new system goes without it until it is added to /etc/apt/sources.list.d";

async function answers({ uri, suite }: AptSource, report: Asking["report"]): Promise<boolean> {
  const problem = await mirrorAnswer(uri, suite);
  if (problem !== undefined) report(`${suite} of ${uri}: ${problem}; ${withoutIt}`);
  return problem === undefined;
}

/** Mirrors that are named as Debian's own carry the security archive beside the main one, with -security in its name */
function placeBeside(mirror: string): string | undefined {
  return mirror.endsWith("/debian") ? `${mirror}-security` : undefined;
}
