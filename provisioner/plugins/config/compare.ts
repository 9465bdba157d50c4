import type { Host } from "../../host/host.ts";
import type { ConfigFile } from "./schema.ts";
import { digitsOf, type Origin, readText, sha256 } from "./text.ts";

/** The text that a file is to have beside the one that it has */
export type TextComparison =
  | { trouble: string }
  | {
      holds: boolean;
      /** What may be shown of the bytes; of a sensitive file nothing may */
      shown?: ShownBytes;
    };

/** What a query tells of the bytes that are there and those that are to be */
export interface ShownBytes {
  /** Of the bytes to be: apply puts nothing else in place */
  sha256: string;
  /** For people: "12 lines" */
  before: string;
  after: string;
}

/** Compares; undefined when the document says nothing of the content */
export async function compareTexts(
  host: Host,
  { checksum, sensitive }: ConfigFile,
  origin: Origin | undefined,
  there: Buffer | undefined,
): Promise<TextComparison | undefined> {
  const pinned = checksum === undefined ? undefined : digitsOf(checksum);
  if (checksum !== undefined && pinned === undefined)
    return { trouble: `${checksum} is no whole checksum; it takes sha256: and 64 hexadecimal digits` };
  const now = there && sha256(there);
  const before = there ? sizeOf(there) : "";
  const known = (wanted: string, after: string): TextComparison => ({
    holds: now === wanted,
    ...(!sensitive && { shown: { sha256: wanted, before, after } }),
  });

  if (!origin) return pinned === undefined ? undefined : known(pinned, "");
  if ("source" in origin && pinned === undefined)
    return { trouble: "a source needs its checksum; sha256sum prints it" };
  // what was copied holds by itself, whatever became of its source since
  if ("source" in origin && pinned !== undefined && now === pinned) return known(pinned, before);

  const text = await readText(host, origin);
  if ("trouble" in text) {
    if (pinned !== undefined && (text.mayCome || now === pinned)) return known(pinned, "");
    return { trouble: troubleText(text, sensitive) };
  }
  const actual = sha256(text.bytes);
  if (pinned !== undefined && actual !== pinned) return { trouble: mismatch(actual, pinned, sensitive) };
  return known(actual, afterwards(there, text.bytes));
}

function troubleText(
  { trouble, place }: { trouble: string; place?: string },
  sensitive: boolean | undefined,
): string {
  if (place === undefined) return trouble;
  return `the template cannot be rendered: ${place}${sensitive ? "" : `: ${trouble}`}`;
}

function mismatch(actual: string, wanted: string, sensitive: boolean | undefined): string {
  if (sensitive) return "its bytes do not have the checksum that the document gives";
  return `its bytes have sha256:${actual}, and the document says sha256:${wanted}`;
}

/** "13 lines, 2 new, 1 gone"; what is no text has a size alone */
function afterwards(there: Buffer | undefined, wanted: Buffer): string {
  if (!there || isBinary(there) || isBinary(wanted)) return sizeOf(wanted);
  const [before, after] = [linesOf(there), linesOf(wanted)];
  return `${sizeOf(wanted)}, ${without(after, before)} new, ${without(before, after)} gone`;
}

function sizeOf(bytes: Buffer): string {
  if (isBinary(bytes)) return `${bytes.length} bytes`;
  const { length } = linesOf(bytes);
  return length === 1 ? "1 line" : `${length} lines`;
}

function isBinary(bytes: Buffer): boolean {
  return bytes.includes(0);
}

function linesOf(bytes: Buffer): string[] {
  const text = bytes.toString("utf8").replace(/\n$/, "");
  return text === "" ? [] : text.split("\n");
}

/** How many of these lines the others lack, one for one */
function without(lines: readonly string[], others: readonly string[]): number {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  let lacking = 0;
  for (const line of lines) {
    const count = left.get(line) ?? 0;
    if (count === 0) lacking += 1;
    else left.set(line, count - 1);
  }
  return lacking;
}
