import type { Source, SourceAnswer } from "./source.ts";

/**
 * Asks the sources in order; the first that holds anything is the answer, good or bad.
 * A bad document never lets a later source, or a person at the console, take its place
 */
export async function findDocument(sources: readonly Source[]): Promise<SourceAnswer> {
  for (const source of sources) {
    const answer = await source.look();
    if (answer.found ?? answer.problem) return answer;
  }
  return {};
}
