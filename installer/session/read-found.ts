import { parseDocument } from "../../provisioner/manager/read-document.ts";
import type { StateDocument } from "../../provisioner/state/document.ts";
import type { Problem } from "../../provisioner/state/problem.ts";
import { findDocument } from "../sources/find-document.ts";
import type { FoundDocument } from "../sources/source.ts";
import type { World } from "./world.ts";

/** A document that passed schema and cross references */
export interface Accepted {
  origin: string;
  sha256: string;
  document: StateDocument;
  /** What is odd in the document, but stops nothing */
  warnings: Problem[];
  /** Gives a problem found later its file, line and column; one of no place in the document stays as it is */
  place(problem: Problem): Problem;
}

/** What looking for a document came to */
export type Search =
  | { outcome: "accepted"; accepted: Accepted }
  | { outcome: "rejected"; origin: string; problems: Problem[] }
  | { outcome: "nothing" };

/** Looks for the document and reads it; nothing that is wrong with it is passed over */
export async function searchDocument({ boot, sources, device }: World): Promise<Search> {
  if (boot.problems.length > 0)
    return { outcome: "rejected", origin: "the kernel command line", problems: boot.problems };
  const { found, problem } = await findDocument(sources);
  if (problem) return { outcome: "rejected", origin: "the source of the document", problems: [problem] };
  return found ? read(found, device) : { outcome: "nothing" };
}

function read({ text, name, origin }: FoundDocument, device: string | undefined): Search {
  const result = parseDocument(text, name);
  if (!result.document) return { outcome: "rejected", origin, problems: result.problems };
  const document = device === undefined ? result.document : withDevice(result.document, device);
  const { sha256, warnings } = result;
  const place = (problem: Problem): Problem =>
    problem.pointer === "" ? problem : (result.place([problem])[0] ?? problem);
  return { outcome: "accepted", accepted: { origin, sha256, document, warnings, place } };
}

function withDevice(document: StateDocument, device: string): StateDocument {
  return { ...document, bootstrap: { ...document.bootstrap, device } };
}
