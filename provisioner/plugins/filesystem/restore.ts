import { basename, dirname } from "node:path";
import { type Static, Type } from "@sinclair/typebox";
import type { Action } from "../../contract/action.ts";
import type { Report } from "../../contract/plugin.ts";
import { readSaved } from "../../contract/saved.ts";
import { type UndoStep, undoAll } from "../../contract/undo-all.ts";
import { inFolder } from "../../host/held-folder.ts";
import type { Host } from "../../host/host.ts";
import type { Json } from "../../host/json.ts";
import { SavedUnits, saveUnits, startSteps, stopSteps } from "../saved-units.ts";
import { findMounts, mountAt } from "./find-mounts.ts";
import type { FilesystemOperation } from "./operation.ts";
import { restoreMounts, SavedMount } from "./restore-mounts.ts";
import type { FilesystemSection } from "./schema.ts";
import { hasSubvolume, removeEmptySubvolume } from "./subvolumes.ts";

const Place = Type.Union([
  Type.Object({ path: Type.String() }),
  Type.Object({ name: Type.String(), device: Type.String() }),
]);
const Saved = Type.Object({
  /** What was mounted at each path that is mounted, unmounted or mounted again */
  mounts: Type.Array(SavedMount),
  /** Folders that mounting makes, deepest first */
  folders: Type.Array(Type.String()),
  created: Type.Array(Place),
  deleted: Type.Array(Place),
  timers: SavedUnits,
});
type Saved = Static<typeof Saved>;

/** Saves what is mounted, which folders and subvolumes are not there yet, and which timers wait */
export async function checkpointFilesystem(
  host: Host,
  _section: FilesystemSection,
  actions: readonly Action<FilesystemOperation>[],
): Promise<Json> {
  const operations = actions.flatMap(action => action.operations);
  const paths = new Set(
    operations.flatMap(operation =>
      operation.do === "mount"
        ? [operation.mount.path]
        : operation.do === "remount" || operation.do === "unmount"
          ? [operation.path]
          : [],
    ),
  );
  const places = (what: FilesystemOperation["do"]): Saved["created"] =>
    operations.flatMap(operation => ("place" in operation && operation.do === what ? [operation.place] : []));
  const timers = new Set(operations.flatMap(operation => ("unit" in operation ? [operation.unit] : [])));
  const mounts = paths.size > 0 ? await findMounts(host) : [];
  const saved: Saved = {
    mounts: [...paths].map(path => {
      const found = mountAt(mounts, path);
      return {
        path,
        before: found
          ? { source: found.source, type: found.type, root: found.root, options: found.options }
          : null,
      };
    }),
    folders: (await Promise.all([...paths].map(path => missingFolders(host, path)))).flat(),
    created: places("create subvolume"),
    deleted: places("delete subvolume"),
    timers: await saveUnits(host, [...timers]),
  };
  return saved;
}

/** Unmounts, mounts, and takes away what was made and is still empty; what is deleted is named */
export async function rollbackFilesystem(host: Host, saved: Json, report: Report): Promise<string[]> {
  const before = readSaved(Saved, saved, "filesystem");
  const steps: UndoStep[] = [
    ...stopSteps(host, before.timers, report),
    ...(host.stage === "live" ? [reload(host)] : []),
    ...[...before.created].reverse().map(place => ({
      what: `subvolume ${nameOf(place)}`,
      undo: () => removeEmptySubvolume(host, place),
    })),
    ...restoreMounts(host, before.mounts),
    ...before.folders.map(path => ({ what: path, undo: () => removeEmptyFolder(host, path) })),
    // those at the top could not go while they were mounted
    ...before.created.map(place => ({
      what: `subvolume ${nameOf(place)}`,
      undo: () => removeEmptySubvolume(host, place),
    })),
  ];
  await undoAll(steps, notAsBefore);
  return await leftChanged(host, before);
}

/** Starts the timers that waited, by their old files */
export async function resumeFilesystem(host: Host, saved: Json, report: Report): Promise<void> {
  const { timers } = readSaved(Saved, saved, "filesystem");
  const units = timers.units.map(({ unit }) => unit);
  await undoAll(startSteps(host, timers, report, units), notAsBefore);
}

const notAsBefore = {
  tried: "cannot bring every file system back to what it was",
  fix: "look at findmnt and `btrfs subvolume list /`",
};

function reload(host: Host): UndoStep {
  return {
    what: "systemctl daemon-reload",
    undo: async () => {
      await host.run("systemctl", ["daemon-reload"]);
    },
  };
}

async function missingFolders(host: Host, path: string): Promise<string[]> {
  const missing: string[] = [];
  for (let folder = path; folder !== "/" && !(await host.files.facts(folder)); folder = dirname(folder))
    missing.push(folder);
  return missing;
}

async function removeEmptyFolder(host: Host, path: string): Promise<void> {
  await inFolder(host.files, dirname(path), async folder => folder?.removeEmpty(basename(path)));
}

async function leftChanged(host: Host, { created, deleted }: Saved): Promise<string[]> {
  const left: string[] = [];
  for (const place of created)
    if (await hasSubvolume(host, place))
      left.push(`the subvolume ${nameOf(place)} stays: something is in it by now`);
  for (const place of deleted)
    if (!(await hasSubvolume(host, place)))
      left.push(`the subvolume ${nameOf(place)} is deleted, with what was in it`);
  return left;
}

function nameOf(place: Saved["created"][number]): string {
  return "path" in place ? place.path : place.name;
}
