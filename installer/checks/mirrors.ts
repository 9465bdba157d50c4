import type { Clock } from "../../provisioner/host/clock.ts";
import { describeError } from "../../provisioner/host/failure.ts";
import type { AptSource } from "../identity/apt-sources.ts";
import type { Settings } from "../settings.ts";

/** What an archive says of a suite: it has it, it has not, or nothing could be learned */
export interface Answer {
  kind: "there" | "not there" | "silent";
  /** What came instead of the suite */
  why: string;
  /** The time it is at the other end */
  date?: Date;
}

/** The archives on the network. Each is asked once in one preflight, however many checks want to know */
export interface Mirrors {
  ask(source: AptSource): Promise<Answer>;
}

/** How the archives are asked */
export interface Asking {
  clock: Clock;
  /** The install fetches packages, so that it is worth waiting for a network that is still coming up */
  fetches: boolean;
  /** Told once who is waited for */
  report(text: string): void;
}

interface Patience {
  tries: number;
  seconds: number;
}

const networkComingUp: Patience = { tries: 4, seconds: 20 };
const networkUp: Patience = { tries: 2, seconds: 10 };
const nothingToFetch: Patience = { tries: 1, seconds: 4 };

/** Asks archives over HTTP, and remembers what they said */
export function askMirrors({ clock, fetches, report }: Asking): Mirrors {
  const answers = new Map<string, Promise<Answer>>();
  let heard = false;
  const askPatiently = async (url: string): Promise<Answer> => {
    const { tries, seconds } = !fetches ? nothingToFetch : heard ? networkUp : networkComingUp;
    for (let left = tries - 1; ; left--) {
      const answer = await askOnce(url, seconds);
      heard ||= answer.date !== undefined;
      if (answer.kind !== "silent" || left === 0) return answer;
      await clock.sleep(3);
    }
  };
  return {
    ask: ({ uri, suite }) => {
      const url = `${uri}/dists/${suite}/InRelease`;
      const known = answers.get(url);
      if (known) return known;
      if (answers.size === 0) report(`Asking the mirror ${uri} ...`);
      const answer = askPatiently(url);
      answers.set(url, answer);
      return answer;
    },
  };
}

/** What the mirror of this install says of the suite */
export async function askMainMirror(
  mirrors: Mirrors,
  { mirror, suite }: Pick<Settings, "mirror" | "suite">,
): Promise<Answer> {
  if (mirror === undefined) return { kind: "not there", why: "none is named" };
  return await mirrors.ask({ uri: mirror, suite });
}

async function askOnce(url: string, seconds: number): Promise<Answer> {
  try {
    const response = await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(seconds * 1000) });
    const date = new Date(response.headers.get("date") ?? Number.NaN);
    const why = response.ok ? "" : `HTTP status ${response.status}`;
    return { kind: meaningOf(response), why, ...(!Number.isNaN(date.getTime()) && { date }) };
  } catch (error) {
    return { kind: "silent", why: whyOf(error) };
  }
}

/** fetch says why in the cause; of several addresses each has its own */
function whyOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(whyOf).join(", ");
  if (error instanceof Error && error.cause) return whyOf(error.cause);
  return describeError(error).replaceAll(/\s+/g, " ");
}

/** Only these say that it is not there (403: what some object stores say instead of 404); others are troubles on the way */
function meaningOf({ ok, status }: Response): Answer["kind"] {
  if (ok) return "there";
  return [403, 404, 410].includes(status) ? "not there" : "silent";
}
