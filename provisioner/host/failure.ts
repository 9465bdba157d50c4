/** Closed list of what can go wrong; the kind decides exit status and whether a retry makes sense */
export type FailureKind =
  | "input" // the document or the command line is wrong
  | "busy" // another transaction holds the lock
  | "drift" // the machine is not what the document says
  | "integrity" // the ledger does not verify
  | "rollback" // the way back failed as well
  | "transient" // worth another try: a timeout, a lock held by apt, a device not there yet
  | "machine"; // everything else the machine refused

/** The parts of an error that a person needs */
export interface FailureParts {
  kind: FailureKind;
  /** What was tried, in our own words, for this alone is recorded: "cannot create the partition table on /dev/vda" */
  tried: string;
  /** What was found instead: the program's last lines, the value, the state */
  found?: string;
  /** What is needed for it to work */
  needs?: string;
  /** The command or the edit that mends it */
  fix?: string;
  cause?: unknown;
}

/** The one error class: what was tried, what was found, what is needed, how to mend it */
export class Failure extends Error {
  readonly kind: FailureKind;
  readonly parts: FailureParts;

  constructor(parts: FailureParts) {
    super(sentence(parts), { cause: parts.cause });
    this.name = "Failure";
    this.kind = parts.kind;
    this.parts = parts;
  }
}

/** One line for any thrown thing; never a stack trace */
export function describeError(error: unknown): string {
  if (error instanceof Error) return error.message;
  return String(error);
}

/**
 * One line for a record that is kept for ever: what was tried, in our own words. What a program said is left out,
 * for it may hold a secret; so is the text of an error that is not ours, which may quote what it stumbled over.
 */
export function ownWords(error: unknown): string {
  if (error instanceof Failure) return error.parts.tried;
  if (!(error instanceof Error)) return "an error without a name";
  return "code" in error ? `${error.name} ${String(error.code)}` : error.name;
}

function sentence({ tried, found, needs, fix }: FailureParts): string {
  const text = found ? `${tried}: found ${found}` : tried;
  return [text, needs && `needs ${needs}`, fix].filter(Boolean).join("; ");
}
