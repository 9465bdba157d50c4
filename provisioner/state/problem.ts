/** The three stages in which a document is checked, in this order */
export type CheckStage = "schema" | "hardware" | "plan";

/** Where something stands in a file; lines and columns count from 1 */
export interface Position {
  file: string;
  line: number;
  column: number;
}

/**
 * One thing wrong with a document. `pointer` is an RFC 6901 JSON pointer: into the canonical form where a check
 * finds it, into what the user wrote once it has its position
 */
export interface Problem {
  stage: CheckStage;
  pointer: string;
  found: string;
  needs: string;
  fix: string;
  position?: Position;
  /** A warning does not stop anything */
  severity?: "error" | "warning";
}
