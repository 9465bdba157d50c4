import type { Files } from "../../provisioner/host/files.ts";
import { documentNames, type SourceAnswer, sourceProblem } from "./source.ts";

/** A folder where a document may lie, and what to call it */
export interface Folder {
  path: string;
  /** For people: "volume GROUNDSTATE (/dev/vdb1)" */
  label: string;
  /** Begins the file's name in messages: "GROUNDSTATE:/" */
  prefix: string;
}

/** The one document in a folder; two of them are an error, for nobody can know which is meant */
export async function documentInFolder(files: Files, { path, label, prefix }: Folder): Promise<SourceAnswer> {
  const present = await files.list(path);
  const names = present.filter(name => documentNames.some(known => known === name.toLowerCase()));
  const [name, ...more] = names;
  if (name === undefined) return {};
  if (more.length > 0) {
    return sourceProblem(
      `${names.join(" and ")} on the ${label}`,
      "one document",
      "remove all but one, then retry",
    );
  }
  const facts = await files.facts(`${path}/${name}`);
  if (facts?.kind === "directory") {
    return sourceProblem(
      `${name} on the ${label}, which is a folder`,
      "a state document",
      "put the document there, then retry",
    );
  }
  const text = await files.read(`${path}/${name}`);
  return text === undefined ? {} : { found: { origin: `${label}, ${name}`, name: `${prefix}${name}`, text } };
}
