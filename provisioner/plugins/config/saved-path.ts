import { dirname } from "node:path";
import { type Static, Type } from "@sinclair/typebox";
import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { restoreHeldFile, SavedFile, saveHeldFile } from "../held-file.ts";
import { besidePath, missingFolders } from "./held-path.ts";

/** A path as it was: file, link or nothing; or only whose file it was, where only that is about to change */
export const SavedPath = Type.Object({
  path: Type.String(),
  /** Folders above it that were not there, the deepest first */
  missing: Type.Array(Type.String()),
  file: Type.Optional(SavedFile),
  attributes: Type.Optional(Type.Object({ mode: Type.Integer(), uid: Type.Integer(), gid: Type.Integer() })),
});
export type SavedPath = Static<typeof SavedPath>;

/** Saves what an operation is about to change */
export async function savePath(host: Host, path: string, operation: string): Promise<SavedPath> {
  const missing = await missingFolders(host, path);
  return besidePath(host, path, async (folder, name) => {
    if (!folder) return { path, missing, file: null };
    if (operation !== "set attributes")
      return { path, missing, file: await saveHeldFile(folder, name, path) };
    const facts = await folder.files.facts(`/${name}`);
    if (!facts) return { path, missing }; // a package may be about to bring it
    const { mode, uid, gid } = facts;
    return { path, missing, attributes: { mode, uid, gid } };
  });
}

/** Puts it back; folders that were made for it go unless something else is in them */
export async function restorePath(host: Host, { path, missing, file, attributes }: SavedPath): Promise<void> {
  await besidePath(host, path, async (folder, name) => {
    if (!folder && file) throw noFolder(path);
    if (folder && file !== undefined) await restoreHeldFile(folder, name, file);
    if (attributes) await folder?.setFileAttributes(name, attributes);
  });
  for (const folder of missing)
    await besidePath(host, folder, async (above, name) => above?.removeEmpty(name));
}

function noFolder(path: string): Failure {
  return new Failure({
    kind: "rollback",
    tried: `cannot put ${path} back`,
    found: `no folder ${dirname(path)}`,
    needs: "the folder that held it",
  });
}
