import { constants } from "node:fs";
import * as fs from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";

/** Mode and owner of a file to be written; absent means root's default, or what the file had */
export interface FileAttributes {
  mode?: number;
  uid?: number;
  gid?: number;
}

/** What lies at a path */
export interface FileFacts {
  kind: "file" | "directory" | "symlink" | "other";
  mode: number;
  uid: number;
  gid: number;
  size: number;
}

/** Bytes for one place in a file or on a device */
export interface Piece {
  offset: number;
  content: Buffer;
}

/** Files below one root directory; every path is absolute as seen from there */
export interface Files {
  readonly root: string;
  /** The path on this machine, for a program's argument */
  path(path: string): string;
  /** Text of a file, undefined when there is none */
  read(path: string): Promise<string | undefined>;
  readBytes(path: string): Promise<Buffer | undefined>;
  /** Replaces a file in one step: temporary file, fsync, rename, fsync of the directory */
  write(path: string, content: string | Buffer, attributes?: FileAttributes): Promise<void>;
  /** Overwrites places in a file or on a device that is there; on the disk when it returns, and given up after so many seconds. Opened once, so udev looks once */
  overwrite(path: string, pieces: readonly Piece[], seconds: number): Promise<void>;
  /** True when the kernel would give a block device to one alone: neither it nor a partition of it is mounted or below a volume */
  isFree(path: string): Promise<boolean>;
  link(path: string, target: string): Promise<void>;
  readLink(path: string): Promise<string | undefined>;
  /** Removes a file or a link; fine when there is none */
  remove(path: string): Promise<void>;
  /** Removes a whole folder; fine when there is none */
  removeTree(path: string): Promise<void>;
  makeDirectory(path: string, attributes?: FileAttributes): Promise<void>;
  /** Names in a folder, sorted; empty when there is no folder */
  list(path: string): Promise<string[]>;
  facts(path: string): Promise<FileFacts | undefined>;
  /** When the content of what lies there was last changed; of a link, the link itself */
  modified(path: string): Promise<Date | undefined>;
  setAttributes(path: string, attributes: FileAttributes): Promise<void>;
}

/** Files below a root: "/" on a running machine, a folder in a test */
export function filesBelow(root: string): Files {
  const at = (path: string): string => join(root, path);
  return {
    root,
    path: at,
    read: async path => (await absentAsUndefined(fs.readFile(at(path))))?.toString("utf8"),
    readBytes: path => absentAsUndefined(fs.readFile(at(path))),
    write: (path, content, attributes = {}) => writeAtomically(at(path), content, attributes),
    overwrite: (path, pieces, seconds) => within(seconds, overwrite(at(path), pieces)),
    isFree: path => isFree(at(path)),
    link: (path, target) => linkAtomically(at(path), target),
    readLink: path => absentAsUndefined(fs.readlink(at(path))),
    remove: path => fs.rm(at(path), { force: true }),
    removeTree: path => fs.rm(at(path), { force: true, recursive: true }),
    makeDirectory: (path, attributes = {}) => makeDirectory(at(path), attributes),
    list: async path => ((await absentAsUndefined(fs.readdir(at(path)))) ?? []).sort(),
    facts: path => factsOf(at(path)),
    modified: async path => (await absentAsUndefined(fs.lstat(at(path))))?.mtime,
    setAttributes: (path, attributes) => setAttributes(at(path), attributes),
  };
}

/** Makes names in a folder durable: a rename is not on the disk before its folder is */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await fs.open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** Removes from a folder what writes that were cut left there: files and links that never got their names */
export async function removeUnfinished(files: Pick<Files, "list" | "remove">, folder: string): Promise<void> {
  for (const name of await files.list(folder))
    if (/^\.\d+\.\d+\.groundstate$/.test(name)) await files.remove(join(folder, name));
}

/** The name of a file or link until it is whole */
function unfinishedBeside(path: string): string {
  return join(dirname(path), `.${process.pid}.${Date.now()}.groundstate`);
}

async function writeAtomically(
  path: string,
  content: string | Buffer,
  attributes: FileAttributes,
): Promise<void> {
  const before = await factsOf(path);
  const temporary = unfinishedBeside(path);
  await makeFolders(dirname(path));
  const file = await fs.open(temporary, "wx", 0o600);
  try {
    await file.writeFile(content);
    // the owner first: a change of owner takes set-user-ID bits away, chown(2)
    await file.chown(attributes.uid ?? before?.uid ?? 0, attributes.gid ?? before?.gid ?? 0);
    await file.chmod(attributes.mode ?? before?.mode ?? 0o644);
    await file.sync();
    await file.close();
    await fs.rename(temporary, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await fs.rm(temporary, { force: true });
    throw error;
  }
  await syncDirectory(dirname(path));
}

async function overwrite(path: string, pieces: readonly Piece[]): Promise<void> {
  const file = await fs.open(path, constants.O_WRONLY);
  try {
    for (const { offset, content } of pieces) {
      for (let done = 0; done < content.length; )
        done += (await file.write(content, done, content.length - done, offset + done)).bytesWritten;
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Nothing can take a write back from the kernel: what is late goes on, and is no longer waited for */
async function within<T>(seconds: number, work: Promise<T>): Promise<T> {
  const limit = new AbortController();
  const late = setTimeout(seconds * 1000, undefined, { ref: false, signal: limit.signal }).then(() => {
    throw new Error(`no answer within ${seconds} s`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    limit.abort();
    late.catch(() => undefined);
  }
}

/** Without O_CREAT, O_EXCL on a block device means: only if nobody in the kernel has it; see open(2) */
async function isFree(path: string): Promise<boolean> {
  try {
    await (await fs.open(path, constants.O_RDONLY | constants.O_EXCL)).close();
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EBUSY") return false;
    throw error;
  }
}

async function linkAtomically(path: string, target: string): Promise<void> {
  const temporary = unfinishedBeside(path);
  await makeFolders(dirname(path));
  await fs.symlink(target, temporary);
  await fs.rename(temporary, path);
  await syncDirectory(dirname(path));
}

async function makeDirectory(path: string, attributes: FileAttributes): Promise<void> {
  await makeFolders(path);
  await setAttributes(path, attributes);
}

/** Whatever the umask, new folders are for everybody to read: networkd and resolved are users of their own. Those that are there stay */
async function makeFolders(path: string): Promise<void> {
  const first = await fs.mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let folder = path; folder.length >= first.length; folder = dirname(folder))
    await fs.chmod(folder, 0o755);
}

async function setAttributes(path: string, { mode, uid, gid }: FileAttributes): Promise<void> {
  if (uid !== undefined || gid !== undefined) await fs.chown(path, uid ?? -1, gid ?? -1);
  if (mode !== undefined) await fs.chmod(path, mode);
}

/** What lies at a path of this machine, a link being itself */
export async function factsOf(path: string): Promise<FileFacts | undefined> {
  const found = await absentAsUndefined(fs.lstat(path));
  if (!found) return undefined;
  const kind = found.isFile()
    ? "file"
    : found.isDirectory()
      ? "directory"
      : found.isSymbolicLink()
        ? "symlink"
        : "other";
  return { kind, mode: found.mode & 0o7777, uid: found.uid, gid: found.gid, size: found.size };
}

async function absentAsUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return undefined;
    throw error;
  }
}
