import type { RepositoryFiles } from "./repository-file.ts";

/** A package and the version asked for, if one is */
export interface Wanted {
  name: string;
  version?: string;
}

/** What apply executes for a repository */
export type RepositoryOperation =
  | { do: "write-repository"; name: string; files: RepositoryFiles }
  /** `codename`: the release that the machine is of, which the repository must not lead away from */
  | { do: "fetch-lists"; name: string; codename?: string }
  | { do: "remove-repository"; name: string };

/**
 * What apply executes. Each package has an operation of its own, but all go in one transaction:
 * the first brings the rest along (`together`), and the others find their package done.
 * `unwanted`: packages that installing may remove, because the document wants them absent
 */
export type PackageOperation =
  | RepositoryOperation
  | { do: "install"; package: Wanted; together: Wanted[]; unwanted: string[] }
  | { do: "remove"; name: string; together: string[] }
  | { do: "hold"; name: string; hold: boolean };
