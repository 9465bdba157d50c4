import { isUtf8 } from "node:buffer";
import { open } from "node:fs/promises";

/** One line of the file, where it starts in bytes, and whether its newline is there */
export interface Line {
  number: number;
  offset: number;
  /** Undefined when the bytes are no UTF-8 */
  text: string | undefined;
  terminated: boolean;
}

const chunkSize = 256 * 1024;
const newline = 0x0a;

/** Reads a file line by line, many lines at a time; nothing is decoded loosely, so no byte escapes notice */
export async function* lineBatches(path: string): AsyncGenerator<Line[]> {
  const file = await open(path, "r");
  try {
    const chunk = Buffer.allocUnsafe(chunkSize);
    let rest: Buffer = Buffer.alloc(0);
    let offset = 0;
    let number = 1;
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, chunkSize, null);
      if (bytesRead === 0) break;
      const bytes = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
      const lines = terminatedLines(bytes, offset, number);
      const used = bytes.lastIndexOf(newline) + 1;
      rest = bytes.subarray(used);
      offset += used;
      number += lines.length;
      if (lines.length > 0) yield lines;
    }
    if (rest.length > 0) yield [{ number, offset, text: decode(rest), terminated: false }];
  } finally {
    await file.close();
  }
}

/** The lines of bytes that are in memory already */
export function linesOf(bytes: Buffer): Line[] {
  const lines = terminatedLines(bytes, 0, 1);
  const used = bytes.lastIndexOf(newline) + 1;
  if (used === bytes.length) return lines;
  const text = decode(bytes.subarray(used));
  return [...lines, { number: lines.length + 1, offset: used, text, terminated: false }];
}

function terminatedLines(bytes: Buffer, offset: number, number: number): Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
    const text = decode(bytes.subarray(start, end));
    lines.push({ number: number + lines.length, offset: offset + start, text, terminated: true });
    start = end + 1;
  }
  return lines;
}

function decode(bytes: Buffer): string | undefined {
  return isUtf8(bytes) ? bytes.toString("utf8") : undefined;
}
