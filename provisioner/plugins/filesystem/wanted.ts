import type { FilesystemSection, Mount, Snapshots } from "./schema.ts";
import { mountUnit, snapshotUnit, unitPath, wantsPath } from "./unit-names.ts";
import { mountTarget, mountText, snapshotServiceText, snapshotTimerText } from "./unit-texts.ts";

/** A file or a link of a resource: what is to be there; neither content nor target means nothing */
export interface WantedPlace {
  path: string;
  content?: string;
  target?: string;
}

/** Every place that a mount may have, with what is to be there */
export function mountPlaces(path: string, mount: Mount): WantedPlace[] {
  const unit = mountUnit(path);
  const { state = "mounted" } = mount;
  const file = unitPath(unit);
  const links = (["local-fs.target", "remote-fs.target"] as const).map(target => ({
    path: wantsPath(target, unit),
    ...(state === "mounted" && mountTarget(mount) === target ? { target: file } : {}),
  }));
  return [{ path: file, ...(state === "absent" ? {} : { content: mountText(path, mount) }) }, ...links];
}

/** Every place that the snapshots of a path may have, with what is to be there */
export function snapshotPlaces(path: string, snapshots: Snapshots): WantedPlace[] {
  const unit = snapshotUnit(path);
  const { state = "present" } = snapshots;
  const schedule = state === "absent" ? undefined : snapshots.schedule;
  const timer = unitPath(`${unit}.timer`);
  const content = state === "absent" ? {} : { content: snapshotServiceText(path, snapshots) };
  return [
    { path: unitPath(`${unit}.service`), ...content },
    { path: timer, ...(schedule === undefined ? {} : { content: snapshotTimerText(path, schedule) }) },
    {
      path: wantsPath("timers.target", `${unit}.timer`),
      ...(schedule === undefined ? {} : { target: timer }),
    },
  ];
}

/** The mounts of the document, and as absent those that an earlier one made and this one no longer names */
export function wantedMounts(
  { mounts = {} }: FilesystemSection,
  ours: readonly string[],
  owned: readonly string[],
): [path: string, mount: Mount][] {
  return withGone(mounts, ours, path => owned.includes(`mount${path}`));
}

/** The same for snapshots */
export function wantedSnapshots(
  { snapshots = {} }: FilesystemSection,
  ours: readonly string[],
  owned: readonly string[],
): [path: string, snapshots: Snapshots][] {
  return withGone(snapshots, ours, path => owned.includes(`snapshots${path}`));
}

function withGone<Entry extends { state?: string }>(
  named: Record<string, Entry>,
  ours: readonly string[],
  isOwned: (path: string) => boolean,
): [string, Entry | { state: "absent" }][] {
  const gone = ours.filter(path => !(path in named) && isOwned(path));
  const absent = gone.map((path): [string, { state: "absent" }] => [path, { state: "absent" }]);
  const all: [string, Entry | { state: "absent" }][] = [...Object.entries(named), ...absent];
  return all.sort(([one], [other]) => (one < other ? -1 : 1));
}
