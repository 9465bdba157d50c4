import { readFileSync, renameSync, type Stats, statSync, writeFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { compileProgram } from "./program.ts";

// V8 knows a compiled form by its own version and by the length of the text. Two bundles may be of one length,
// so the file begins with size and time of the bundle it was made from: two doubles, little-endian.
const headBytes = 16;

/** Where the compiled form of a bundle lies */
export function codeCachePath(bundle: string): string {
  return `${bundle}.compiled`;
}

/** V8's compiled form of a bundle; undefined when there is none of this very file */
export function readCodeCache(bundle: string): Buffer | undefined {
  const content = readIfThere(codeCachePath(bundle));
  if (!content?.subarray(0, headBytes).equals(headOf(statSync(bundle)))) return undefined;
  return content.subarray(headBytes);
}

/** Compiles every function of a bundle and keeps that beside it, for this V8 alone */
export function writeCodeCache(bundle: string): void {
  const text = readFileSync(bundle, "utf8");
  setFlagsFromString("--no-lazy");
  const script = compileProgram(bundle, text);
  setFlagsFromString("--lazy"); // V8 refuses what was made under other flags than its reader's
  const content = Buffer.concat([headOf(statSync(bundle)), script.createCachedData()]);
  const place = codeCachePath(bundle);
  writeFileSync(`${place}.new`, content, { mode: 0o644 });
  renameSync(`${place}.new`, place);
}

function headOf({ size, mtimeMs }: Stats): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeDoubleLE(size, 0);
  head.writeDoubleLE(Math.floor(mtimeMs / 1000), 8); // squashfs and tar keep whole seconds
  return head;
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined; // the program runs without it, only slower
  }
}
