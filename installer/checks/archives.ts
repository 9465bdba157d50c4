import { type AptSource, type AptSources, noSources } from "../identity/apt-sources.ts";
import type { Settings } from "../settings.ts";
import type { Ground } from "./ground.ts";
import type { Answer, Mirrors } from "./mirrors.ts";

/** Suites that move all the time and have neither updates nor security archive of their own */
const rolling = ["sid", "unstable", "testing"];

/**
 * The archives that apt of the new system will use, the mirror first. An archive is left out only when it says that it
 * has nothing; one that is silent may be there tomorrow, and stays for apt of the new system
 */
export async function findArchives({
  settings,
  fetches,
  mirrors,
}: Pick<Ground, "settings" | "fetches" | "mirrors">): Promise<AptSources> {
  const { mirror, security, suite } = settings;
  if (mirror === undefined) return noSources;
  const main = { uri: mirror, suite };
  const known = !fetches && (security !== undefined || rolling.includes(suite));
  const answer = known ? undefined : await mirrors.ask(main);
  const trouble = answer && answer.kind !== "there" ? [`${nameOf(main)}: ${answer.why}; taken unproved`] : [];
  const found = rolling.includes(suite)
    ? noSources
    : await besideMirror(main, settings, answer?.kind === "there" ? mirrors : nobody);
  return { now: [main, ...found.now], later: found.later, remarks: [...trouble, ...found.remarks] };
}

/** Takes the place of mirrors that there is no need to ask, or no use in asking */
const nobody: Mirrors = { ask: async () => ({ kind: "silent", why: "" }) };

async function besideMirror(main: AptSource, settings: Settings, mirrors: Mirrors): Promise<AptSources> {
  const updates = { uri: main.uri, suite: `${main.suite}-updates` };
  const [first, second] = await Promise.all([
    mirrors.ask(updates).then(answer => taken(updates, answer)),
    findSecurity(main, settings, mirrors),
  ]);
  return {
    now: [...first.now, ...second.now],
    later: [...first.later, ...second.later],
    remarks: [...first.remarks, ...second.remarks],
  };
}

/** The first that answers of those that are known and the one that is guessed; where all are silent, known goes before guessed */
async function findSecurity(
  { uri, suite }: AptSource,
  { security, otherSecurity }: Settings,
  mirrors: Mirrors,
): Promise<AptSources> {
  const places = [security, placeBeside(uri), otherSecurity].filter(place => place !== undefined);
  const silent = new Map<string, AptSources>();
  const remarks: string[] = [];
  for (const place of new Set(places)) {
    const source = { uri: place, suite: `${suite}-security` };
    const found = taken(source, await mirrors.ask(source));
    if (found.now.length > 0) return found;
    if (found.later.length > 0) silent.set(place, found);
    else remarks.push(...found.remarks);
  }
  const [best] = [security, otherSecurity, ...silent.keys()].flatMap(place => silent.get(place ?? "") ?? []);
  if (best) return best;
  return { ...noSources, remarks: [...remarks, `no security archive is known for ${uri}; ${withoutIt}`] };
}

const withoutIt = "without one apt gets no security updates: add it to /etc/apt/sources.list.d";

function taken(source: AptSource, { kind, why }: Answer): AptSources {
  if (kind === "there") return { ...noSources, now: [source] };
  if (kind === "not there") return { ...noSources, remarks: [`${nameOf(source)}: ${why}; left out`] };
  const remarks = why === "" ? [] : [`${nameOf(source)}: ${why}; kept for apt of the new system alone`];
  return { ...noSources, later: [source], remarks };
}

function nameOf({ uri, suite }: AptSource): string {
  return `${suite} of ${uri}`;
}

/** Mirrors that are named as Debian's own carry the security archive beside the main one, with -security in its name */
function placeBeside(mirror: string): string | undefined {
  return mirror.endsWith("/debian") ? `${mirror}-security` : undefined;
}
