import type { StateDocument } from "../../state/document.ts";
import type { Problem } from "../../state/problem.ts";
import { noRootMount } from "./complete-mounts.ts";
import { readLayout } from "./read-layout.ts";
import type { StorageSection } from "./schema.ts";

/** What a schema cannot say about a layout; what the installer adds by itself comes as warnings */
export function checkStorage(section: StorageSection, { bootstrap }: StateDocument): Problem[] {
  const { layout, problems: said } = readLayout(section);
  // Only an installation needs a place for /; where none is chosen the section may describe a part of a disk
  const problems = bootstrap?.device ? said : said.filter(({ found }) => found !== noRootMount);
  const additions = layout.additions.map<Problem>(addition => ({
    stage: "plan",
    pointer: "",
    severity: "warning",
    found: addition,
    needs: "nothing: every install has it",
    fix: "write it into the section to choose its place yourself",
  }));
  return [...problems, ...additions];
}
