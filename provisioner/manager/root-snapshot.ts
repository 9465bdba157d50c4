import type { Report } from "../contract/plugin.ts";
import { describeError } from "../host/failure.ts";
import type { Host } from "../host/host.ts";
import { snapshotsDirectory } from "./paths.ts";

const prefix = "before-";

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
  const names = (await host.files.list(snapshotsDirectory)).filter(name => name.startsWith(prefix));
  for (const name of names.slice(0, Math.max(0, names.length - keep)))
    await host.run("btrfs", ["subvolume", "delete", `${snapshotsDirectory}/${name}`]);
}

async function hasSnapshots(host: Host): Promise<boolean> {
  const { stdout } = await host.run("findmnt", ["--noheadings", "--output", "FSTYPE", "/"], {
    allowedExits: [0, 1],
  });
  return stdout.trim() === "btrfs" && (await host.files.facts(snapshotsDirectory))?.kind === "directory";
}
