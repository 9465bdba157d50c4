import { isUtf8 } from "node:buffer";
import { type FileHandle, open } from "node:fs/promises";

const chunkSize = 64 * 1024;
const newline = 0x0a;

/** The last `count` terminated lines, read from the end: status must not cost a walk through years of blocks */
export async function lastLines(path: string, count: number): Promise<(string | undefined)[]> {
  const file = await open(path, "r");
  try {
    return await readBackwards(file, count);
  } finally {
    await file.close();
  }
}

async function readBackwards(file: FileHandle, count: number): Promise<(string | undefined)[]> {
  let { size: start } = await file.stat();
  let bytes: Buffer = Buffer.alloc(0);
  // The newline before the first wanted line is needed as well, to know that the line begins there.
  while (start > 0 && newlines(bytes) <= count) {
    const length = Math.min(chunkSize, start);
    start -= length;
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, start);
    bytes = Buffer.concat([buffer, bytes]);
  }
  const lines = split(bytes);
  return lines.slice(Math.max(lines.length - count, 0));
}

function newlines(bytes: Buffer): number {
  let found = 0;
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) found++;
  return found;
}

function split(bytes: Buffer): (string | undefined)[] {
  const lines: (string | undefined)[] = [];
  let from = 0;
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, from)) {
    const line = bytes.subarray(from, at);
    lines.push(isUtf8(line) ? line.toString("utf8") : undefined);
    from = at + 1;
  }
  return lines;
}
