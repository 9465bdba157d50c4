import { dirname } from "node:path";
import type { Domain, PlannedAction } from "../contract/plugin.ts";
import { Failure } from "../host/failure.ts";
import type { Host } from "../host/host.ts";
import type { Json } from "../host/json.ts";
import { checkpointsDirectory, documentPath, ownedPath } from "./paths.ts";
import { restoreFile, type SavedFile, saveFile } from "./saved-file.ts";
import { limits, within } from "./time-limit.ts";

/** Everything needed to go back, as it lies on the disk */
export interface Checkpoint {
  txn: string;
  files: SavedFile[];
  /** What plugins saved besides files, in the order in which they are applied */
  plugins: { name: string; saved: Json }[];
}

/** A part of a rollback that did not work */
export interface FailedPart {
  /** A path, or the name of a plugin */
  what: string;
  error: unknown;
}

/** What the manager itself writes within a transaction */
const ownFiles = [ownedPath, documentPath];

/** Saves what a plan will touch; durable when this returns, so that a power cut can be undone from it */
export async function saveCheckpoint(
  host: Host,
  txn: string,
  domains: readonly Domain[],
  todo: readonly PlannedAction[],
): Promise<Checkpoint> {
  const folder = checkpointFolder(txn);
  await host.files.makeDirectory(folder, { mode: 0o700 });
  const paths = [...new Set([...todo.flatMap(action => action.files), ...ownFiles])].sort();
  const files: SavedFile[] = [];
  for (const [index, path] of paths.entries())
    files.push(await saveFile(host, path, `${folder}/${index}.saved`));
  const plugins: Checkpoint["plugins"] = [];
  for (const domain of domains) {
    const own = todo.filter(action => action.plugin === domain.plugin.name);
    if (own.length > 0) plugins.push({ name: domain.plugin.name, saved: await saved(host, domain, own) });
  }
  const checkpoint: Checkpoint = { txn, files, plugins };
  await host.files.write(`${folder}/checkpoint.json`, JSON.stringify(checkpoint), { mode: 0o600 });
  return checkpoint;
}

/** The checkpoint of a transaction, or undefined when it was cut before the checkpoint was complete */
export async function loadCheckpoint(host: Host, txn: string): Promise<Checkpoint | undefined> {
  const text = await host.files.read(`${checkpointFolder(txn)}/checkpoint.json`);
  if (text === undefined) return undefined;
  const stored: Checkpoint = JSON.parse(text); // our own file, mode 0600, complete by its rename
  return stored;
}

/** Puts every saved file back, each whatever becomes of the others; what did not work */
export async function restoreFiles(host: Host, checkpoint: Checkpoint): Promise<FailedPart[]> {
  const failures: FailedPart[] = [];
  for (const file of [...checkpoint.files].reverse()) {
    try {
      await restoreFile(host, file);
    } catch (error) {
      failures.push({ what: file.path, error });
    }
  }
  return failures;
}

/** Forgets the checkpoint of a transaction that is rolled back: nobody will go back to it again */
export async function forgetCheckpoint(host: Host, txn: string): Promise<void> {
  await host.files.removeTree(checkpointFolder(txn));
}

/** Forgets all checkpoints but the last few; the ledger keeps the history */
export async function pruneCheckpoints(host: Host, keep = 5): Promise<void> {
  const names = await host.files.list(checkpointsDirectory);
  for (const name of names.slice(0, Math.max(0, names.length - keep)))
    await host.files.removeTree(`${checkpointsDirectory}/${name}`);
}

async function saved(host: Host, domain: Domain, own: readonly PlannedAction[]): Promise<Json> {
  const what = `save what ${domain.plugin.name} is about to change`;
  return await within(limits.checkpoint, what, domain.checkpoint(host, own));
}

/** The folder of a transaction's checkpoint, and of what belongs to it */
export function checkpointFolder(txn: string): string {
  if (dirname(`/${txn}`) !== "/") {
    throw new Failure({
      kind: "integrity",
      tried: "cannot name a checkpoint",
      found: `transaction id ${txn}`,
    });
  }
  return `${checkpointsDirectory}/${txn}`;
}
