import type { Host } from "../../host/host.ts";
import { unitFolder } from "../../host/units/unit-files.ts";
import { readUnitStates } from "../../host/units/unit-states.ts";
import { showSubvolume } from "../btrfs-subvolume.ts";
import { type FstabLine, parseFstab } from "../fstab.ts";
import { endOfLinks, type FoundMount, findMounts } from "./find-mounts.ts";
import { readSubvolume, type SubvolumeFacts } from "./find-subvolumes.ts";
import { type FolderLocation, locateFolder } from "./locate-folder.ts";
import type { FilesystemSection } from "./schema.ts";
import { devicePath, isFolder } from "./source.ts";
import { snapshotUnit } from "./unit-names.ts";
import { fileHeader, settingIn } from "./unit-texts.ts";
import { mountPlaces, snapshotPlaces } from "./wanted.ts";

/** What lies at a place of ours: the text of a file, or the target of a link */
export interface FoundPlace {
  content?: string;
  target?: string;
}

/** What the plugin knows of the machine */
export interface FilesystemFacts {
  mounts: FoundMount[];
  fstab: FstabLine[];
  /** Where sources lead to, for those that lead to a device */
  devices: Record<string, string>;
  /** Where the folders lie that are to be bound */
  folders: Record<string, FolderLocation>;
  /** Mount points with something in them that a mount would hide */
  filled: string[];
  subvolumes: Record<string, SubvolumeFacts>;
  /** Paths of the section's snapshots that are subvolumes by now */
  sources: string[];
  places: Record<string, FoundPlace>;
  /** Paths of the mounts and of the snapshots that bear our header */
  ownMounts: string[];
  ownSnapshots: string[];
  /** Timers that wait, on a running machine */
  waiting: string[];
}

/** Reads mounts, subvolumes and unit files; changes nothing */
export async function queryFilesystem(host: Host, section: FilesystemSection): Promise<FilesystemFacts> {
  const { mounts = {}, subvolumes = {}, snapshots = {} } = section;
  const own = await ownPaths(host);
  const allMounts = [...new Set([...Object.keys(mounts), ...own.mounts])];
  const allSnapshots = [...new Set([...Object.keys(snapshots), ...own.snapshots])];
  const speaks = [...allMounts, ...allSnapshots, ...Object.keys(subvolumes)].length > 0;
  const found = speaks ? await findMounts(host) : [];
  const facts: FilesystemFacts = {
    mounts: found,
    fstab: parseFstab((await host.files.read("/etc/fstab")) ?? ""),
    devices: {},
    folders: {},
    filled: [],
    subvolumes: {},
    sources: [],
    places: {},
    ownMounts: own.mounts,
    ownSnapshots: own.snapshots,
    waiting: await waitingTimers(host, allSnapshots),
  };
  for (const { source } of Object.values(mounts)) {
    if (source !== undefined && isFolder(source)) {
      const folder = await locateFolder(host, found, source);
      if (folder) facts.folders[source] = folder;
    }
    const device = source === undefined ? undefined : await endOfLinks(host, devicePath(source));
    if (source !== undefined && device !== undefined) facts.devices[source] = device;
  }
  for (const path of Object.keys(mounts)) if ((await listed(host, path)) > 0) facts.filled.push(path);
  for (const [key, wish] of Object.entries(subvolumes))
    facts.subvolumes[key] = await readSubvolume(host, found, key, wish);
  for (const path of Object.keys(snapshots)) if (await showSubvolume(host, path)) facts.sources.push(path);
  const places = [
    ...allMounts.flatMap(path => mountPlaces(path, mounts[path] ?? { state: "absent" })),
    ...allSnapshots.flatMap(path => snapshotPlaces(path, snapshots[path] ?? { state: "absent" })),
  ];
  for (const { path } of places) {
    const there = await readPlace(host, path);
    if (there) facts.places[path] = there;
  }
  return facts;
}

async function readPlace({ files }: Host, path: string): Promise<FoundPlace | undefined> {
  const kind = (await files.facts(path))?.kind;
  if (kind === undefined) return undefined;
  if (kind === "symlink") return { target: (await files.readLink(path)) ?? "" };
  return kind === "file" ? { content: (await files.read(path)) ?? "" } : {};
}

async function listed(host: Host, path: string): Promise<number> {
  return (await host.files.facts(path))?.kind === "directory" ? (await host.files.list(path)).length : 0;
}

async function ownPaths({ files }: Host): Promise<{ mounts: string[]; snapshots: string[] }> {
  const own = { mounts: [] as string[], snapshots: [] as string[] };
  for (const name of await files.list(unitFolder)) {
    if (!/\.(mount|service)$/.test(name)) continue;
    const path = `${unitFolder}/${name}`;
    const text = (await files.facts(path))?.kind === "file" ? ((await files.read(path)) ?? "") : "";
    if (!text.startsWith(fileHeader)) continue;
    const where = settingIn(text, "Where");
    const source = settingIn(text, "RequiresMountsFor");
    if (where !== undefined) own.mounts.push(where);
    if (source !== undefined) own.snapshots.push(source);
  }
  return own;
}

async function waitingTimers(host: Host, paths: readonly string[]): Promise<string[]> {
  if (host.stage !== "live") return [];
  const timers = paths.map(path => `${snapshotUnit(path)}.timer`);
  const states = await readUnitStates(host, timers);
  return timers.filter(timer => states[timer]?.runtime?.active === true);
}
