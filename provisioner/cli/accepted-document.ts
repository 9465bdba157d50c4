import { Failure } from "../host/failure.ts";
import type { Host } from "../host/host.ts";
import { documentPath } from "../manager/paths.ts";
import { type ReadDocument, readDocument } from "../manager/read-document.ts";
import { formatProblem, formatProblems } from "../state/format-problems.ts";

/** A document without errors; warnings go to standard error, errors all of them into the Failure */
export async function acceptedDocument(
  host: Host,
  path = documentPath,
): Promise<Extract<ReadDocument, { text: string }>> {
  const read = await readDocument(host, path);
  if (!read.document) {
    throw new Failure({ kind: "input", tried: formatProblems(path, read.problems) });
  }
  for (const warning of read.warnings) process.stderr.write(`${formatProblem(warning)}\n`);
  return read;
}
