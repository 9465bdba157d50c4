import type { Report } from "../../contract/plugin.ts";
import { Failure } from "../../host/failure.ts";
import type { FileAttributes } from "../../host/files.ts";
import type { Host } from "../../host/host.ts";
import { parseGroup, parsePasswd } from "../account-files.ts";
import { besidePath, look, makeFolders } from "./held-path.ts";
import { forgetMade, noteMade, readMade } from "./made.ts";
import type { Attributes, ConfigOperation, WriteFile } from "./operation.ts";
import { numberOf } from "./plan-attributes.ts";
import { readText, sha256 } from "./text.ts";
import { validate } from "./validate.ts";

/** Puts a file in place once its bytes are those that were planned, and a validator has read them */
export async function writeFile(host: Host, operation: WriteFile, report: Report): Promise<void> {
  const { path } = operation;
  const bytes = await plannedBytes(host, operation);
  const attributes = await numbersOf(host, operation, path);
  await validate(host, operation, bytes, report);
  const note = { ...operation.readers, sha256: sha256(bytes) };
  await noteMade(host, path, (await look(host, path)) !== undefined, note);
  await makeFolders(host, path);
  await besidePath(host, path, async (folder, name) => {
    if (!folder) throw noFile(path, "no folder that could hold it");
    await folder.files.write(`/${name}`, bytes, attributes);
  });
}

/** Gives a file another mode or owner; its content and its time stay */
export async function setAttributes(
  host: Host,
  operation: Extract<ConfigOperation, { do: "set attributes" }>,
): Promise<void> {
  const { path } = operation;
  const attributes = await numbersOf(host, operation, path);
  const done = await besidePath(host, path, async (folder, name) =>
    folder?.setFileAttributes(name, attributes),
  );
  if (!done) throw noFile(path, "no such file");
}

/** Removes a file, or a link of that name; a former one stays when it has become another's since it was planned */
export async function removeFile(
  host: Host,
  { path, former }: Extract<ConfigOperation, { do: "remove file" }>,
): Promise<void> {
  if (former && !Object.hasOwn(await readMade(host), path)) return;
  await besidePath(host, path, async (folder, name) => folder?.files.remove(`/${name}`));
  await forgetMade(host, path);
}

async function plannedBytes(host: Host, { path, from, sha256: wanted }: WriteFile): Promise<Buffer> {
  const text = await readText(host, from);
  const found = "trouble" in text ? text.trouble : "other bytes than when it was planned";
  if ("bytes" in text && (wanted === undefined || sha256(text.bytes) === wanted)) return text.bytes;
  throw new Failure({
    kind: "machine",
    tried: `cannot put ${path} in place`,
    found,
    needs: "the text that was planned",
    fix: "see `groundstate plan`; a source must be there and have the checksum of the document",
  });
}

async function numbersOf(
  host: Host,
  { mode, owner, group }: Attributes,
  path: string,
): Promise<FileAttributes> {
  const uids = parsePasswd((await host.files.read("/etc/passwd")) ?? "").map(({ name, uid }) => [name, uid]);
  const gids = parseGroup((await host.files.read("/etc/group")) ?? "").map(({ name, gid }) => [name, gid]);
  return {
    ...(mode !== undefined && { mode }),
    ...(owner !== undefined && { uid: known(path, "account", owner, Object.fromEntries(uids)) }),
    ...(group !== undefined && { gid: known(path, "group", group, Object.fromEntries(gids)) }),
  };
}

function known(path: string, kind: string, name: string, numbers: Record<string, number>): number {
  const number = numberOf(name, numbers);
  if (number !== undefined) return number;
  throw new Failure({
    kind: "machine",
    tried: `cannot give ${path} to ${kind} ${name}`,
    found: `no such ${kind} on this machine`,
    needs: `a ${kind} that the document or a package brings`,
    fix: `put ${name} into plugins.users, or name another ${kind}`,
  });
}

function noFile(path: string, found: string): Failure {
  return new Failure({
    kind: "machine",
    tried: `cannot change ${path}`,
    found,
    needs: "a file that is there by now",
    fix: "give content, template or source in plugins.config.files, or the package that brings it in plugins.packagekit",
  });
}
