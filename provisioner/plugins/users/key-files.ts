import { type Static, Type } from "@sinclair/typebox";
import { Failure } from "../../host/failure.ts";
import type { FileFacts } from "../../host/files.ts";
import { type HeldFolder, inFolder } from "../../host/held-folder.ts";
import type { Host } from "../../host/host.ts";
import { restoreHeldFile, SavedFile, saveHeldFile } from "../held-file.ts";
import { authorizedKeysPath } from "./paths.ts";

/** Names below a home, where sshd looks; all work here goes through an open folder, because the account owns both */
const sshFolder = ".ssh";
const fileName = "authorized_keys";
const filePath = `/${fileName}`;

/** A key file with its folder, as they are; a folder that is a link is none that anybody may look into */
export type KeyFiles = { folder: FileFacts; file?: FileFacts; content: string } | "a link" | undefined;

/** What lies below a home; never what a link leads to */
export async function readKeyFiles(host: Host, home: string): Promise<KeyFiles> {
  try {
    return await inFolder(host.files, home, async held => {
      const folder = await held?.folder(sshFolder);
      if (!folder) return undefined;
      const file = await folder.files.facts(filePath);
      const content = (await folder.read(fileName))?.toString("utf8") ?? "";
      return { folder: await folder.facts(), content, ...(file && { file }) };
    });
  } catch (error) {
    if (error instanceof Failure) return "a link";
    throw error;
  }
}

/** Removes the key file of a home, or a link of that name */
export async function removeKeys(host: Host, home: string): Promise<void> {
  await inFolder(host.files, home, async held => (await held?.folder(sshFolder))?.files.remove(filePath));
}

/** Writes a key file as sshd wants it: folder 0700, file 0600, both the account's own */
export async function writeKeyFile(
  host: Host,
  home: string,
  { uid, gid, content }: { uid: number; gid: number; content: string },
): Promise<void> {
  await inFolder(host.files, home, async held => {
    if (!held) throw noHome(home);
    const folder = await held.makeFolder(sshFolder);
    await refuseForeign(folder, `${home}/${sshFolder}`, uid, gid);
    await refuseLink(folder, authorizedKeysPath(home));
    await folder.setAttributes({ mode: 0o700, uid, gid });
    await folder.files.write(filePath, content, { mode: 0o600, uid, gid });
  });
}

/** A home's key file and its folder as they were; null is what was not there */
export const SavedKeys = Type.Object({
  home: Type.String(),
  folder: Type.Union([
    Type.Null(),
    Type.Object({ mode: Type.Integer(), uid: Type.Integer(), gid: Type.Integer() }),
  ]),
  file: SavedFile,
});
export type SavedKeys = Static<typeof SavedKeys>;

/** Saves them; undefined when there is no home, and so nothing to save */
export async function saveKeys(host: Host, home: string): Promise<SavedKeys | undefined> {
  return inFolder(host.files, home, async held => {
    if (!held) return undefined;
    const folder = await held.folder(sshFolder);
    if (!folder) return { home, folder: null, file: null };
    const { mode, uid, gid } = await folder.facts();
    return {
      home,
      folder: { mode, uid, gid },
      file: await saveHeldFile(folder, fileName, authorizedKeysPath(home)),
    };
  });
}

/** Puts them back: content, modes, owners, absence */
export async function restoreKeys(host: Host, { home, folder: before, file }: SavedKeys): Promise<void> {
  await inFolder(host.files, home, async held => {
    if (!held && before === null) return;
    if (!held) throw noHome(home);
    const folder = before === null ? await held.folder(sshFolder) : await held.makeFolder(sshFolder);
    if (!folder) return;
    await restoreHeldFile(folder, fileName, file);
    if (before === null) await held.removeEmpty(sshFolder);
    else await folder.setAttributes(before);
  });
}

/** What ssh keeps in its folder */
const sshNames = /^(authorized_keys2?|known_hosts(\.old)?|config|environment|rc|id_[\w-]+(\.pub)?)$/;

/** An account may rename any folder in its home to this one, so another's must not become its own; root's with nothing but ssh's files is a slip, and mended */
async function refuseForeign(folder: HeldFolder, path: string, uid: number, gid: number): Promise<void> {
  const owner = (await folder.facts()).uid;
  if (owner === uid) return;
  if (owner === 0 && (await folder.files.list("/")).every(name => sshNames.test(name))) return;
  throw new Failure({
    kind: "machine",
    tried: `cannot write keys to ${path}`,
    found: `a folder of uid ${owner}`,
    needs: `a folder of the account's own (uid ${uid})`,
    fix: `chown --recursive ${uid}:${gid} ${path} if it is this account's, then apply again`,
  });
}

async function refuseLink(folder: HeldFolder, path: string): Promise<void> {
  if ((await folder.files.facts(filePath))?.kind !== "symlink") return;
  throw new Failure({
    kind: "machine",
    tried: `cannot write keys to ${path}`,
    found: `a symbolic link to ${await folder.files.readLink(filePath)}`,
    needs: "a file of the account's own",
    fix: `rm ${path}, then apply again`,
  });
}

function noHome(home: string): Failure {
  return new Failure({
    kind: "machine",
    tried: `cannot write keys below ${home}`,
    found: "no such folder",
    needs: "a home directory",
    fix: "say `home` for the account in plugins.users.accounts",
  });
}
