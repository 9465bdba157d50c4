import { dirname } from "node:path";
import { Failure } from "../host/failure.ts";
import { removeUnfinished } from "../host/files.ts";
import type { Host } from "../host/host.ts";

/** One path as it was before a transaction; content lies beside the checkpoint */
export type SavedFile =
  | { kind: "absent"; path: string; missingParents: string[] }
  | { kind: "file"; path: string; mode: number; uid: number; gid: number; content: string }
  | { kind: "symlink"; path: string; target: string };

/** Saves one path; `content` is where the bytes of a file go */
export async function saveFile(host: Host, path: string, content: string): Promise<SavedFile> {
  const facts = await host.files.facts(path);
  if (!facts) return { kind: "absent", path, missingParents: await missingParents(host, path) };
  if (facts.kind === "symlink") {
    return { kind: "symlink", path, target: (await host.files.readLink(path)) ?? "" };
  }
  const bytes = facts.kind === "file" ? await host.files.readBytes(path) : undefined;
  if (!bytes) {
    throw new Failure({
      kind: "machine",
      tried: `cannot save ${path} before changing it`,
      found: `a ${facts.kind}`,
      needs: "a file, a symbolic link, or nothing at that path",
    });
  }
  await host.files.write(content, bytes, { mode: 0o600 });
  return { kind: "file", path, mode: facts.mode, uid: facts.uid, gid: facts.gid, content };
}

/** Puts one path back as it was, and takes away what a cut left beside it; does nothing where it already is so */
export async function restoreFile(host: Host, saved: SavedFile): Promise<void> {
  await removeUnfinished(host.files, dirname(saved.path));
  if (saved.kind === "absent") {
    await host.files.remove(saved.path);
    for (const parent of saved.missingParents) await removeIfEmpty(host, parent);
    return;
  }
  if (saved.kind === "symlink") {
    const isLink = (await host.files.facts(saved.path))?.kind === "symlink";
    if (!isLink || (await host.files.readLink(saved.path)) !== saved.target)
      await host.files.link(saved.path, saved.target);
    return;
  }
  const bytes = await host.files.readBytes(saved.content);
  if (!bytes) {
    throw new Failure({
      kind: "rollback",
      tried: `cannot put ${saved.path} back`,
      found: `its saved content ${saved.content} is gone`,
    });
  }
  if (await isAsSaved(host, saved, bytes)) return;
  await host.files.write(saved.path, bytes, { mode: saved.mode, uid: saved.uid, gid: saved.gid });
}

async function isAsSaved(
  host: Host,
  saved: Extract<SavedFile, { kind: "file" }>,
  bytes: Buffer,
): Promise<boolean> {
  const facts = await host.files.facts(saved.path);
  if (facts?.kind !== "file") return false;
  if (facts.mode !== saved.mode || facts.uid !== saved.uid || facts.gid !== saved.gid) return false;
  return (await host.files.readBytes(saved.path))?.equals(bytes) ?? false;
}

/** Folders that applying will have to make, deepest first */
async function missingParents(host: Host, path: string): Promise<string[]> {
  const missing: string[] = [];
  for (let parent = dirname(path); parent !== "/"; parent = dirname(parent)) {
    if (await host.files.facts(parent)) break;
    missing.push(parent);
  }
  return missing;
}

async function removeIfEmpty(host: Host, folder: string): Promise<void> {
  const facts = await host.files.facts(folder);
  if (facts?.kind === "directory" && (await host.files.list(folder)).length === 0)
    await host.files.removeTree(folder);
}
