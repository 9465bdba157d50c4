import { createHash } from "node:crypto";
import { Failure } from "../host/failure.ts";
import type { Host } from "../host/host.ts";
import { type Checkpoint, checkpointFolder } from "./checkpoint.ts";
import type { SavedFile } from "./saved-file.ts";

/** What each file of a checkpoint was when its transaction was through, each in one line */
type LeftAs = Record<string, string>;

/** Remembers, beside the checkpoint, what a transaction left its files as: whoever goes back later must know what came since */
export async function rememberLeft(host: Host, { txn, files }: Checkpoint): Promise<void> {
  const left: LeftAs = {};
  for (const { path } of files) left[path] = await stateOf(host, path);
  await host.files.write(leftPath(txn), JSON.stringify(left), { mode: 0o600 });
}

/**
 * Fails when a file is no longer what the transaction left: accounts made since, changed passwords, edits by hand. One
 * that is what it was before the transaction loses nothing
 */
export async function refuseChangedSince(host: Host, { txn, files }: Checkpoint): Promise<void> {
  const text = await host.files.read(leftPath(txn));
  if (text === undefined) return; // it was never through, or an earlier version did not remember
  const left: LeftAs = JSON.parse(text); // our own file
  const changed: string[] = [];
  for (const file of files) {
    const now = await stateOf(host, file.path);
    if (now !== left[file.path] && now !== (await savedState(host, file))) changed.push(file.path);
  }
  if (changed.length === 0) return;
  throw new Failure({
    kind: "input",
    tried: `cannot roll back transaction ${txn}`,
    found: `changed since: ${changed.join(", ")}`,
    needs: "every file as the transaction left it: what is in them since would be lost",
    fix: `\`groundstate rollback --force ${txn}\` puts them back all the same, as they were before it`,
  });
}

async function savedState({ files }: Host, file: SavedFile): Promise<string> {
  if (file.kind === "absent") return "absent";
  if (file.kind === "symlink") return linkState(file.target);
  return contentState("file", file, await files.readBytes(file.content));
}

async function stateOf({ files }: Host, path: string): Promise<string> {
  const facts = await files.facts(path);
  if (!facts) return "absent";
  if (facts.kind === "symlink") return linkState(await files.readLink(path));
  return contentState(facts.kind, facts, facts.kind === "file" ? await files.readBytes(path) : undefined);
}

function linkState(target: string | undefined): string {
  return `symlink ${target}`;
}

function contentState(
  kind: string,
  { mode, uid, gid }: { mode: number; uid: number; gid: number },
  bytes: Buffer | undefined,
): string {
  const content = bytes ? createHash("sha256").update(bytes).digest("hex") : "unknown";
  return `${kind} ${mode} ${uid} ${gid} ${content}`;
}

function leftPath(txn: string): string {
  return `${checkpointFolder(txn)}/left.json`;
}
