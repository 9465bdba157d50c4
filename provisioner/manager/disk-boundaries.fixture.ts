import fs, { constants, type FileHandle } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

/** A moment between two changes of the disk: here a SIGKILL, and no other instant, can leave something else behind */
export interface Boundary {
  /** The change that would come next: "rename …/a" */
  before: string;
  /** Bytes that a write which was cut in the middle had appended already, and where */
  torn?: { path: string; bytes: Buffer };
}

type Method = (this: unknown, ...args: unknown[]) => Promise<unknown>;

const ofPaths = ["rename", "rm", "rmdir", "mkdir", "symlink", "chmod", "chown", "open"] as const;
const ofHandles = ["write", "writeFile", "chmod", "chown", "sync", "datasync", "truncate"] as const;

/** Calls `visit` before every change that some work makes to the disk, through whichever door, and after the last */
export async function atEveryBoundary<T>(
  visit: (boundary: Boundary) => void,
  work: () => Promise<T>,
): Promise<T> {
  const handles = await methodsOfHandles();
  const undo = [
    ...ofPaths.map(name => replaced(fs, name, method => watchedPath(name, method, visit))),
    ...ofHandles.map(name => replaced(handles, name, method => watchedHandle(name, method, visit))),
  ];
  syncBuiltinESMExports();
  try {
    return await work();
  } finally {
    for (const back of undo) back();
    syncBuiltinESMExports();
    visit({ before: "the end" });
  }
}

/** Leaves syncs out until the function that it returns is called: a kill takes nothing away that was written */
export async function leaveOutSyncs(): Promise<() => void> {
  const handles = await methodsOfHandles();
  const undo = ["sync", "datasync"].map(name => replaced(handles, name, () => async () => undefined));
  return () => {
    for (const back of undo) back();
  };
}

async function methodsOfHandles(): Promise<FileHandle> {
  const handle = await fs.open("/dev/null");
  await handle.close();
  return Object.getPrototypeOf(handle);
}

function replaced(owner: object, name: string, wrap: (method: Method) => Method): () => void {
  const original: Method = Reflect.get(owner, name);
  Reflect.set(owner, name, wrap(original));
  return () => Reflect.set(owner, name, original);
}

function watchedPath(name: string, method: Method, visit: (boundary: Boundary) => void): Method {
  return async function (...args) {
    if (name !== "open" || creates(args[1])) visit({ before: `${name} ${String(args[0])}` });
    return await method.apply(this, args);
  };
}

function watchedHandle(name: string, method: Method, visit: (boundary: Boundary) => void): Method {
  return async function (...args) {
    const path = await fs.readlink(`/proc/self/fd/${Reflect.get(Object(this), "fd")}`);
    visit({ before: `${name} ${path}` });
    if (name.startsWith("write")) {
      const bytes = Buffer.from(args[0] instanceof Uint8Array ? args[0] : String(args[0]));
      const half = bytes.subarray(0, Math.ceil(bytes.length / 2));
      visit({ before: `the second half of ${name} ${path}`, torn: { path, bytes: half } });
    }
    return await method.apply(this, args);
  };
}

function creates(flags: unknown): boolean {
  return typeof flags === "number" ? (flags & constants.O_CREAT) !== 0 : /^[wax]/.test(String(flags ?? "r"));
}
