import type { Problem } from "../../state/problem.ts";
import { readLayout } from "./read-layout.ts";
import type { StorageSection } from "./schema.ts";

/** What a schema cannot say about a layout; what the installer adds by itself comes as warnings */
export function checkStorage(section: StorageSection): Problem[] {
  const { layout, problems } = readLayout(section);
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
