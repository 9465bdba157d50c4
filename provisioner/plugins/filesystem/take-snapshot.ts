import type { Report } from "../../contract/plugin.ts";
import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { showSubvolume } from "../btrfs-subvolume.ts";

/** How the snapshots of a subvolume are called, and how many of them are kept */
export interface SnapshotWish {
  name: string;
  /** All of them when undefined */
  keep?: number | undefined;
}

/** Takes a read-only snapshot, then deletes the oldest of its kind; those of others and of other subvolumes stay */
export async function takeSnapshot(
  host: Host,
  path: string,
  wish: SnapshotWish,
  report: Report,
): Promise<void> {
  const source = await showSubvolume(host, path);
  if (!source) throw noSubvolume(path);
  const folder = `${path === "/" ? "" : path}/.snapshots`;
  await makeFolder(host, folder);
  const snapshot = `${folder}/${wish.name}-${stamp(host.clock.now())}`;
  if (!(await host.files.facts(snapshot))) {
    const [from, to] = [host.files.path(path), host.files.path(snapshot)];
    await host.run("btrfs", ["subvolume", "snapshot", "-r", from, to]);
  }
  report(`took ${snapshot}`);
  const { keep } = wish;
  if (keep === undefined) return;
  const ours = await snapshotsOf(host, source.uuid, folder, wish.name);
  const older = ours.filter(other => other !== snapshot);
  for (const old of older.slice(0, Math.max(0, ours.length - keep))) {
    await host.run("btrfs", ["subvolume", "delete", host.files.path(old)]);
    report(`deleted ${old}`);
  }
}

/** A subvolume of its own, so that no snapshot has the others in it; whoever may not read the original may not read them */
async function makeFolder(host: Host, folder: string): Promise<void> {
  const there = await host.files.facts(folder);
  if (there && (there.kind !== "directory" || there.uid !== 0)) throw notOurs(folder);
  if (there) return;
  await host.run("btrfs", ["subvolume", "create", host.files.path(folder)]);
  await host.files.setAttributes(folder, { mode: 0o750 });
}

/** Oldest first, by their making: the clock that names come from may be set back. A name may be chosen by anyone, so btrfs must say that it is a snapshot of this subvolume */
async function snapshotsOf(
  host: Host,
  uuid: string | undefined,
  folder: string,
  name: string,
): Promise<string[]> {
  const isOurs = (entry: string): boolean =>
    entry.startsWith(`${name}-`) && /^\d{8}-\d{6}$/.test(entry.slice(name.length + 1));
  const ours: { path: string; id: number }[] = [];
  for (const entry of (await host.files.list(folder)).filter(isOurs)) {
    const found = await showSubvolume(host, `${folder}/${entry}`);
    if (uuid !== undefined && found?.parentUuid === uuid)
      ours.push({ path: `${folder}/${entry}`, id: found.id });
  }
  return ours.sort((one, other) => one.id - other.id).map(({ path }) => path);
}

/** Such as 20261120-204808, in UTC */
function stamp(now: Date): string {
  const [date = "", time = ""] = now.toISOString().split("T");
  return `${date.replaceAll("-", "")}-${time.slice(0, 8).replaceAll(":", "")}`;
}

/** Where users may write, one of them could lead root's snapshots elsewhere */
function notOurs(folder: string): Failure {
  return new Failure({
    kind: "machine",
    tried: `cannot put a snapshot into ${folder}`,
    found: "a link, or a folder of somebody else",
    needs: "a folder that belongs to root",
    fix: `move ${folder} away; the next snapshot makes it anew`,
  });
}

function noSubvolume(path: string): Failure {
  return new Failure({
    kind: "machine",
    tried: `cannot take a snapshot of ${path}`,
    found: "no btrfs subvolume at that path",
    needs: "a subvolume, or the mount of one",
    fix: `name ${path} under plugins.filesystem.subvolumes, or snapshot what it lies in`,
  });
}
