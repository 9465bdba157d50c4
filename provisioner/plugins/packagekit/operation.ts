/** A package and the version asked for, if one is */
export interface Wanted {
  name: string;
  version?: string;
}

/**
 * What apply executes. Each action has an operation of its own, but all packages go in one transaction:
 * the first brings the rest along (`together`), and the others find their package done.
 */
export type PackageOperation =
  | { do: "install"; package: Wanted; together: Wanted[] }
  | { do: "remove"; name: string; together: string[] };
