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
  return { outcome: "accepted", accepted: { origin, sha256: result.sha256, document } };
}

function withDevice(document: StateDocument, device: string): StateDocument {
  return { ...document, bootstrap: { ...document.bootstrap, device } };
}
