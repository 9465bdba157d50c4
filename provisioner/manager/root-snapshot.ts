import type { Report } from "../contract/plugin.ts";
import { describeError } from "../host/failure.ts";
import type { Host } from "../host/host.ts";
import { snapshotsDirectory } from "./paths.ts";

const prefix = "before-";
/** Named after a transaction; others may begin like it, and are somebody's own */
const ours = /^before-\d{8}T\d{6}Z-[0-9a-f]{6}$/;

/** Takes a read-only btrfs snapshot of the root subvolume before a transaction; only where / is btrfs */
export async function snapshotRoot(host: Host, txn: string, report: Report): Promise<void> {
  if (host.stage !== "live" || !(await hasSnapshots(host))) return;
  try {
    await host.run("btrfs", ["subvolume", "snapshot", "-r", "/", `${snapshotsDirectory}/${prefix}${txn}`]);
  } catch (error) {
    report(`no snapshot of the root file system: ${describeError(error)}`);
  }
}

/** Keeps the last few snapshots that transactions took */
export async function pruneSnapshots(host: Host, keep = 5): Promise<void> {
  if (host.stage !== "live" || !(await hasSnapshots(host))) return;
  const names = (await host.files.list(snapshotsDirectory)).filter(name => ours.test(name));
  for (const name of names.slice(0, Math.max(0, names.length - keep))) await deleteSnapshot(host, name);
}

/** Deletes the snapshot of before a transaction; fine when there is none */
export async function deleteSnapshotBefore(host: Host, txn: string): Promise<void> {
  if (host.stage !== "live" || !(await hasSnapshots(host))) return;
  const name = `${prefix}${txn}`;
  if (await host.files.facts(`${snapshotsDirectory}/${name}`)) await deleteSnapshot(host, name);
}

async function deleteSnapshot(host: Host, name: string): Promise<void> {
  await host.run("btrfs", ["subvolume", "delete", `${snapshotsDirectory}/${name}`]);
}

async function hasSnapshots(host: Host): Promise<boolean> {
  const { stdout } = await host.run("findmnt", ["--noheadings", "--output", "FSTYPE", "/"], {
    allowedExits: [0, 1],
  });
  return stdout.trim() === "btrfs" && (await host.files.facts(snapshotsDirectory))?.kind === "directory";
}
