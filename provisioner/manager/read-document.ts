import { createHash } from "node:crypto";
import type { Domain } from "../contract/plugin.ts";
import { Failure } from "../host/failure.ts";
import type { Host } from "../host/host.ts";
import { plugins, sections } from "../plugins/all.ts";
import type { StateDocument } from "../state/document.ts";
import { loadDocument } from "../state/load.ts";
import type { Problem } from "../state/problem.ts";
import { openDomains } from "./plan.ts";

/** Puts the position in the file to problems found later, by their pointers */
export type Place = (problems: Problem[]) => Problem[];

/** A document that passed its schema and its cross references, or everything that is wrong with it */
export type ReadDocument =
  | { document: StateDocument; text: string; sha256: string; warnings: Problem[]; place: Place }
  | { document?: undefined; problems: Problem[] };

/** Reads a document file with the schemas of all plugins and checks what can be checked away from the machine */
export async function readDocument(host: Host, path: string): Promise<ReadDocument> {
  const text = await host.files.read(path);
  if (text === undefined) {
    throw new Failure({
      kind: "input",
      tried: `cannot read ${path}`,
      found: "no such file",
      needs: "a state document, JSON or YAML",
    });
  }
  return parseDocument(text, path);
}

/** The same for a text that came from elsewhere; `name` stands in messages as its file */
export function parseDocument(text: string, name: string): ReadDocument {
  const loaded = loadDocument(text, name, sections);
  if (!loaded.document) return { problems: loaded.problems };
  const { document, place } = loaded;
  const found = openDomains(plugins, document).flatMap((domain: Domain) =>
    place(domain.check(document), domain.plugin.name),
  );
  const all = [...loaded.problems, ...found];
  if (all.some(problem => problem.severity !== "warning")) return { problems: all };
  const sha256 = createHash("sha256").update(text).digest("hex");
  return { document, text, sha256, warnings: all, place };
}
