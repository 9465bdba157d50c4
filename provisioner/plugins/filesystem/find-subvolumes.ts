import { dirname } from "node:path";
import type { Host } from "../../host/host.ts";
import { showSubvolume } from "../btrfs-subvolume.ts";
import { endOfLinks, type FoundMount, mountAround, mountAt } from "./find-mounts.ts";
import type { SubvolumePlace } from "./operation.ts";
import type { Subvolume } from "./schema.ts";
import { comesFrom, devicePath } from "./source.ts";
import { listUnmounted } from "./subvolumes.ts";

/** What there is of a subvolume of the document */
export interface SubvolumeFacts {
  found: "subvolume" | "other" | "nothing";
  /** Undefined when no btrfs is found that it could be in */
  place: SubvolumePlace | undefined;
  /** Where it is, seen from the top of its file system, and on which device */
  root: string;
  device: string;
  /** Known for a path only */
  isEmpty: boolean | undefined;
  /** Subvolumes in it */
  inner: string[];
}

/** Reads one subvolume: below a path, or at the top of a file system, mounted or not */
export async function readSubvolume(
  host: Host,
  mounts: readonly FoundMount[],
  key: string,
  wish: Subvolume,
): Promise<SubvolumeFacts> {
  return key.startsWith("/") ? readAtPath(host, mounts, key) : readAtTop(host, mounts, key, wish);
}

async function readAtPath(host: Host, mounts: readonly FoundMount[], path: string): Promise<SubvolumeFacts> {
  const around = mountAround(mounts, dirname(path));
  const hasParent = (await host.files.facts(dirname(path)))?.kind === "directory";
  const isThere = (await host.files.facts(path)) !== undefined;
  const shown = isThere ? await showSubvolume(host, path) : undefined;
  const inner = shown ? await subvolumesOf(host, ["-o", host.files.path(path)]) : [];
  return {
    found: shown ? "subvolume" : isThere ? "other" : "nothing",
    place: hasParent && around?.type === "btrfs" ? { path } : undefined,
    root: `/${shown?.path ?? ""}`,
    device: around?.device ?? "",
    isEmpty: shown && (await host.files.list(path)).length === 0,
    inner: inner.map(({ path: name }) => name),
  };
}

async function readAtTop(
  host: Host,
  mounts: readonly FoundMount[],
  name: string,
  { device: source }: Subvolume,
): Promise<SubvolumeFacts> {
  const btrfs = source === undefined ? mountAt(mounts, "/") : undefined;
  const device = btrfs?.device ?? (await endOfLinks(host, devicePath(source ?? "")));
  const opened = mounts.findLast(
    mount =>
      mount.type === "btrfs" &&
      (source === undefined ? mount.device === device : comesFrom(mount, source, device)),
  );
  const isBtrfs = source !== undefined || btrfs?.type === "btrfs";
  const place = device !== undefined && isBtrfs ? { name, device } : undefined;
  const all = opened
    ? await subvolumesOf(host, [host.files.path(opened.mountpoint)])
    : listedIn(place ? await listUnmounted(host, place.device) : "");
  const found = all.find(({ parent, path }) => parent === top && path === name);
  return {
    found: found ? "subvolume" : "nothing",
    place,
    root: `/${name}`,
    device: device ?? "",
    isEmpty: undefined,
    inner: all.filter(({ parent }) => parent === found?.id).map(({ path }) => path),
  };
}

/** A line of `btrfs subvolume list` */
interface Listed {
  id: string;
  /** The subvolume that it lies in */
  parent: string;
  /** From the top of the file system, but for those in the subvolume that was asked: these from there */
  path: string;
}

/** The number of what every btrfs has at its top */
const top = "5";

async function subvolumesOf(host: Host, words: readonly string[]): Promise<Listed[]> {
  const { stdout } = await host.run("btrfs", ["subvolume", "list", ...words], { allowedExits: [0, 1] });
  return listedIn(stdout);
}

function listedIn(stdout: string): Listed[] {
  return [...stdout.matchAll(/^ID (\d+) .*top level (\d+) path (.+)$/gm)].map(
    ([, id = "", parent = "", path = ""]) => ({ id, parent, path }),
  );
}
