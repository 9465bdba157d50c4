import type { Problem } from "../../provisioner/state/problem.ts";

/** A document as it was found, not yet read as JSON or YAML */
export interface FoundDocument {
  /** For people: "volume GROUNDSTATE (/dev/vdb1), state.json" */
  origin: string;
  /** Stands in messages as the file's name */
  name: string;
  text: string;
}

/** What one place holds: nothing, a document, or something that stops everything */
export interface SourceAnswer {
  found?: FoundDocument;
  problem?: Problem;
}

/** One place where a document may lie */
export interface Source {
  /** For people: "kernel command line" */
  name: string;
  look(): Promise<SourceAnswer>;
}

/** Names that a document may have at the root of a volume or on the medium */
export const documentNames = ["state.json", "state.yaml", "state.yml"] as const;

/** A place that holds something which is not one readable document */
export function sourceProblem(found: string, needs: string, fix: string): SourceAnswer {
  return { problem: { stage: "schema", pointer: "", found, needs, fix } };
}
