import { readFile } from "node:fs/promises";
import type { Clock } from "../../provisioner/host/clock.ts";
import { describeError } from "../../provisioner/host/failure.ts";
import { type Source, type SourceAnswer, sourceProblem } from "./source.ts";
import { requestOf, shownUrl, withoutUrl } from "./url.ts";

/** Seconds between attempts, while the network comes up; two minutes in all */
const pauses = [1, 2, 3, 5, 8, 10, 15, 15, 15, 15, 15, 15];

/** A document is text for people; more than this is something else */
const largest = 4 * 1024 * 1024;

/** What the source needs from the outside */
export interface Download {
  clock: Clock;
  report(text: string): void;
  get(url: string): Promise<string>;
}

/** The document at the URL of the boot parameter groundstate.state */
export function commandLineSource(url: string | undefined, download: Download): Source {
  return {
    name: "kernel command line",
    look: async () => (url === undefined ? {} : await fetchDocument(url, download)),
  };
}

/** Gets a text over http, https or from a file; credentials in the URL stay out of messages */
export async function getText(address: string): Promise<string> {
  if (address.startsWith("file:")) return await readFile(new URL(address), "utf8");
  const { url, headers } = requestOf(address);
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(30_000), redirect: "follow" });
  if (!answer.ok) throw new Error(`HTTP status ${answer.status}`);
  const text = await answer.text();
  if (text.length > largest) throw new Error(`${text.length} characters, which is no document`);
  return text;
}

async function fetchDocument(url: string, { clock, report, get }: Download): Promise<SourceAnswer> {
  const shown = shownUrl(url);
  for (const pause of [...pauses, undefined]) {
    try {
      return { found: { origin: `kernel command line, ${shown}`, name: shown, text: await get(url) } };
    } catch (error) {
      const reason = withoutUrl(reasonOf(error), url);
      if (pause === undefined) return unreachable(shown, reason);
      report(`Cannot get ${shown} yet (${reason}); next attempt in ${pause} s`);
      await clock.sleep(pause);
    }
  }
  return {};
}

function unreachable(url: string, reason: string): SourceAnswer {
  return sourceProblem(
    `groundstate.state=${url} could not be read: ${reason}`,
    "a document at that address",
    "check the address, the network and the server, then retry",
  );
}

/** fetch says only "fetch failed"; what failed is its cause */
function reasonOf(error: unknown): string {
  return error instanceof Error && error.cause !== undefined
    ? describeError(error.cause)
    : describeError(error);
}
