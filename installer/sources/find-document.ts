import { describeError } from "../../provisioner/host/failure.ts";
import { type Source, type SourceAnswer, sourceProblem } from "./source.ts";

/**
 * Asks the sources in order; the first that holds anything is the answer, good or bad.
 * A bad document never lets a later source, or a person at the console, take its place
 */
export async function findDocument(sources: readonly Source[]): Promise<SourceAnswer> {
  for (const source of sources) {
    const answer = await look(source);
    if (answer.found ?? answer.problem) return answer;
  }
  return {};
}

/** A source that cannot be looked into may hold the document that was meant, so it stops the search as well */
async function look(source: Source): Promise<SourceAnswer> {
  try {
    return await source.look();
  } catch (error) {
    return sourceProblem(
      `the source ${source.name}, which cannot be read: ${describeError(error)}`,
      "a source that can be read, or none",
      "mend or remove it, then retry",
    );
  }
}
