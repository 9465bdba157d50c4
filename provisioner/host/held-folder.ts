import { constants } from "node:fs";
import * as fs from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "./failure.ts";
import { type FileAttributes, type FileFacts, type Files, factsOf, filesBelow } from "./files.ts";

/**
 * A folder held open. Whoever may write to it, or to one above it, can exchange names for links between our
 * look and our write; what goes through here lands in the folder that was looked at. Node has no openat(2), but
 * /proc/self/fd/N leads to the open folder itself: proc_pid_fd(5)
 */
export interface HeldFolder {
  /** Files right in it: "/name". Reading follows a link of that name, so `read` below is there for that */
  readonly files: Pick<Files, "facts" | "link" | "list" | "readLink" | "remove" | "write">;
  facts(): Promise<FileFacts>;
  setAttributes(attributes: FileAttributes): Promise<void>;
  /** The bytes of a file; undefined when there is nothing, or no file, of that name */
  read(name: string): Promise<Buffer | undefined>;
  /** Changes a file of that name, never what a link leads to; false when there is no such file */
  setFileAttributes(name: string, attributes: FileAttributes): Promise<boolean>;
  /** The folder of that name, which a link never is; undefined when there is none */
  folder(name: string): Promise<HeldFolder | undefined>;
  /** The same, made when it is not there */
  makeFolder(name: string): Promise<HeldFolder>;
  /** Removes a folder unless something is in it */
  removeEmpty(name: string): Promise<void>;
}

/** Does something in a folder below a root; what it gets is undefined when there is no such folder */
export async function inFolder<Result>(
  { root }: Files,
  path: string,
  work: (folder: HeldFolder | undefined) => Promise<Result>,
): Promise<Result> {
  const open: fs.FileHandle[] = [];
  try {
    return await work(await walk(root, path, open));
  } finally {
    for (const handle of open) await handle.close();
  }
}

const asFolder = constants.O_RDONLY | constants.O_DIRECTORY;
// without O_NONBLOCK a named pipe would hold us until somebody writes to it
const asFile = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Name by name; a link is followed only where nobody but root could have laid it: /home may well be one */
async function walk(root: string, path: string, open: fs.FileHandle[]): Promise<HeldFolder | undefined> {
  let place = keep(await fs.open(root, asFolder), open);
  let walked = "";
  for (const name of path.split("/").filter(Boolean)) {
    walked = `${walked}/${name}`;
    const next = await openFolder(place, name, walked, await isRootsAlone(place));
    if (!next) return undefined;
    place = keep(next, open);
  }
  return heldFolder(place, walked, open);
}

function heldFolder(handle: fs.FileHandle, path: string, open: fs.FileHandle[]): HeldFolder {
  const here = placeOf(handle);
  const folder = async (name: string): Promise<HeldFolder | undefined> => {
    const inner = await openFolder(handle, name, `${path}/${name}`, false);
    return inner && heldFolder(keep(inner, open), `${path}/${name}`, open);
  };
  return {
    files: filesBelow(here),
    facts: async () => {
      const { mode, uid, gid, size } = await handle.stat();
      return { kind: "directory", mode: mode & 0o7777, uid, gid, size };
    },
    setAttributes: attributes => change(handle, attributes),
    setFileAttributes: (name, attributes) => changeFile(join(here, name), attributes),
    read: name => readFile(join(here, name)),
    folder,
    makeFolder: async name => {
      await fs.mkdir(join(here, name), { mode: 0o700 }).catch(unless("EEXIST"));
      await handle.sync();
      const made = await folder(name);
      if (made) return made;
      throw new Failure({
        kind: "machine",
        tried: `cannot make the folder ${path}/${name}`,
        found: "something else of that name",
        needs: "a folder",
        fix: `move ${path}/${name} out of the way, then apply again`,
      });
    },
    removeEmpty: name => fs.rmdir(join(here, name)).catch(unless("ENOENT", "ENOTEMPTY", "ENOTDIR")),
  };
}

async function openFolder(
  place: fs.FileHandle,
  name: string,
  path: string,
  followsLink: boolean,
): Promise<fs.FileHandle | undefined> {
  const full = join(placeOf(place), name);
  const opened = await fs
    .open(full, asFolder | constants.O_NOFOLLOW)
    .catch(unless("ENOENT", "ENOTDIR", "ELOOP"));
  if (opened || (await factsOf(full))?.kind !== "symlink") return opened;
  if (followsLink) return fs.open(full, asFolder).catch(unless("ENOENT", "ENOTDIR"));
  throw new Failure({
    kind: "machine",
    tried: `cannot work in the folder ${path}`,
    found: `a symbolic link to ${await fs.readlink(full)}, laid where others than root may write`,
    needs: "a folder",
    fix: `rm ${path}, or let the document name the folder itself; then apply again`,
  });
}

async function readFile(path: string): Promise<Buffer | undefined> {
  return withFile(path, file => file.readFile());
}

async function changeFile(path: string, attributes: FileAttributes): Promise<boolean> {
  const changed = await withFile(path, async file => {
    await change(file, attributes);
    await file.sync();
    return true;
  });
  return changed === true;
}

async function withFile<Result>(
  path: string,
  work: (file: fs.FileHandle) => Promise<Result>,
): Promise<Result | undefined> {
  const file = await fs.open(path, asFile).catch(unless("ENOENT", "ELOOP", "ENXIO"));
  try {
    return file && (await file.stat()).isFile() ? await work(file) : undefined;
  } finally {
    await file?.close();
  }
}

/** The owner first: a change of owner takes the set-user-ID bits away */
async function change(handle: fs.FileHandle, { mode, uid, gid }: FileAttributes): Promise<void> {
  if (uid !== undefined || gid !== undefined) await handle.chown(uid ?? -1, gid ?? -1);
  if (mode !== undefined) await handle.chmod(mode);
}

async function isRootsAlone(handle: fs.FileHandle): Promise<boolean> {
  const { uid, mode } = await handle.stat();
  return uid === 0 && (mode & 0o022) === 0;
}

function keep(handle: fs.FileHandle, open: fs.FileHandle[]): fs.FileHandle {
  open.push(handle);
  return handle;
}

function placeOf({ fd }: fs.FileHandle): string {
  return `/proc/self/fd/${fd}`;
}

/** For catch: these error codes are an answer */
function unless(...codes: string[]): (error: unknown) => undefined {
  return error => {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (!codes.includes(code)) throw error;
    return undefined;
  };
}
