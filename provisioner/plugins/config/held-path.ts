import { basename, dirname } from "node:path";
import type { FileFacts } from "../../host/files.ts";
import { type HeldFolder, inFolder } from "../../host/held-folder.ts";
import type { Host } from "../../host/host.ts";

/** What lies at a path, with the bytes of a file or the target of a link */
export interface Found extends FileFacts {
  bytes?: Buffer;
  link?: string;
}

/** Works in the folder of a path, held open: a link is followed only where nobody but root could have laid it */
export async function besidePath<Result>(
  host: Host,
  path: string,
  work: (folder: HeldFolder | undefined, name: string) => Promise<Result>,
): Promise<Result> {
  return inFolder(host.files, dirname(path), folder => work(folder, basename(path)));
}

/** What lies there; the last name is never followed */
export async function look(host: Host, path: string): Promise<Found | undefined> {
  return besidePath(host, path, async (folder, name) => {
    const facts = await folder?.files.facts(`/${name}`);
    if (!folder || !facts) return undefined;
    const link = facts.kind === "symlink" ? await folder.files.readLink(`/${name}`) : undefined;
    const bytes = facts.kind === "file" ? await folder.read(name) : undefined;
    return { ...facts, ...(bytes && { bytes }), ...(link !== undefined && { link }) };
  });
}

/** The bytes of a file; a link of that name is none */
export async function readHeld(host: Host, path: string): Promise<Buffer | undefined> {
  return besidePath(host, path, async (folder, name) => folder?.read(name));
}

/** The folders above a path that are not there, the deepest first */
export async function missingFolders(host: Host, path: string): Promise<string[]> {
  const missing: string[] = [];
  for (let folder = dirname(path); !(await host.files.facts(folder)); folder = dirname(folder))
    missing.push(folder);
  return missing;
}

/** Makes those folders, root's and open to look into */
export async function makeFolders(host: Host, path: string): Promise<void> {
  for (const missing of (await missingFolders(host, path)).reverse())
    await besidePath(host, missing, async (folder, name) => {
      const made = await folder?.makeFolder(name);
      await made?.setAttributes({ mode: 0o755, uid: 0, gid: 0 });
    });
}
