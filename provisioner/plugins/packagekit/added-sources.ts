import { Check } from "@sinclair/typebox/value";
import type { StateDocument } from "../../state/document.ts";
import { normalisePackages } from "./normalise.ts";
import { repositoryFiles } from "./repository-file.ts";
import { PackagesSection } from "./schema.ts";

/** Text of sources.list(5) for the repositories that a document adds, for whoever asks what there will be to install */
export function addedSources({ plugins }: StateDocument): string {
  const section = normalisePackages(plugins["packagekit"] ?? {});
  if (!Check(PackagesSection, section)) return "";
  return Object.entries(section.repositories ?? {})
    .filter(([, { state }]) => state !== "absent")
    .map(([name, repository]) => `\n${repositoryFiles(name, repository, undefined).source}`)
    .join("");
}
