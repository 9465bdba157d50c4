import { type Static, Type } from "@sinclair/typebox";
import { Failure } from "../host/failure.ts";
import { removeUnfinished } from "../host/files.ts";
import type { HeldFolder } from "../host/held-folder.ts";

/** A file in a folder that somebody else may write to, as it was; the manager, which goes by paths, must not touch it */
export const SavedFile = Type.Union([
  Type.Null(),
  Type.Object({ base64: Type.String(), mode: Type.Integer(), uid: Type.Integer(), gid: Type.Integer() }),
  Type.Object({ link: Type.String() }),
]);
export type SavedFile = Static<typeof SavedFile>;

/** Saves a file, a link, or that there is nothing of that name */
export async function saveHeldFile(folder: HeldFolder, name: string, path: string): Promise<SavedFile> {
  const facts = await folder.files.facts(`/${name}`);
  if (!facts) return null;
  const link = facts.kind === "symlink" ? await folder.files.readLink(`/${name}`) : undefined;
  if (link !== undefined) return { link };
  const content = await folder.read(name);
  const { mode, uid, gid } = facts;
  if (content) return { base64: content.toString("base64"), mode, uid, gid };
  throw new Failure({
    kind: "machine",
    tried: `cannot save ${path} before changing it`,
    found: `a ${facts.kind}`,
    needs: "a file, or nothing at that path",
    fix: `move ${path} out of the way, then apply again`,
  });
}

/** Puts it back: content, mode, owner, or absence, without what a cut left beside it; does nothing where it already is so */
export async function restoreHeldFile(folder: HeldFolder, name: string, saved: SavedFile): Promise<void> {
  await removeUnfinished(folder.files, "/");
  if (await isAsSaved(folder, name, saved)) return;
  if (saved === null) await folder.files.remove(`/${name}`);
  else if ("link" in saved) await folder.files.link(`/${name}`, saved.link);
  else await folder.files.write(`/${name}`, Buffer.from(saved.base64, "base64"), saved);
}

async function isAsSaved(folder: HeldFolder, name: string, saved: SavedFile): Promise<boolean> {
  const facts = await folder.files.facts(`/${name}`);
  if (saved === null || !facts) return saved === null && !facts;
  if ("link" in saved)
    return facts.kind === "symlink" && (await folder.files.readLink(`/${name}`)) === saved.link;
  const { mode, uid, gid } = facts;
  const isSame = mode === saved.mode && uid === saved.uid && gid === saved.gid;
  return isSame && (await folder.read(name))?.toString("base64") === saved.base64;
}
