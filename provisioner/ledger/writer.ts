import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { Failure } from "../host/failure.ts";

/** Appends whole lines that are on the disk when the call returns */
export interface LineWriter {
  append(line: string): Promise<void>;
  close(): Promise<void>;
}

/** The part of a file handle that appending needs; a test injects one that fails */
export interface AppendFile {
  write(bytes: Buffer): Promise<{ bytesWritten: number }>;
  datasync(): Promise<void>;
  close(): Promise<void>;
}

/** Opens an existing file for appending; what a killed writer left in memory is brought to the disk first */
export async function openLineWriter(path: string): Promise<LineWriter> {
  const file = await open(path, constants.O_WRONLY | constants.O_APPEND);
  try {
    await file.datasync();
  } catch (error) {
    await file.close();
    throw refused(path, error);
  }
  return lineWriter(file, path);
}

/**
 * One write() per line, then fdatasync. After a failure nobody knows what of the last line is on the disk,
 * and the kernel reports a failed sync only once, so the writer refuses everything afterwards.
 */
export function lineWriter(file: AppendFile, path: string): LineWriter {
  let broken: unknown;

  async function append(line: string): Promise<void> {
    if (broken !== undefined) throw refused(path, broken);
    try {
      const bytes = Buffer.from(`${line}\n`, "utf8");
      const { bytesWritten } = await file.write(bytes);
      if (bytesWritten !== bytes.length) throw new Error(`${bytesWritten} of ${bytes.length} bytes written`);
      await file.datasync();
    } catch (error) {
      broken = error;
      throw refused(path, error);
    }
  }

  return { append, close: () => file.close() };
}

function refused(path: string, error: unknown): Failure {
  return new Failure({
    kind: "machine",
    tried: `cannot record durably in ${path}, so nothing more is done`,
    found: error instanceof Error ? error.message : String(error),
    needs: "a disk that accepts writes, with free space",
    fix: "mend the disk, then start again: an unfinished transaction is rolled back first",
    cause: error,
  });
}
