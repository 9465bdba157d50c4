import { join, relative, resolve } from "node:path";
import type { Host } from "../../host/host.ts";
import { type FoundMount, mountAround } from "./find-mounts.ts";

/** Where a folder really lies: on which device, and where from the top of its file system; both empty when it is not there */
export interface FolderLocation {
  device: string;
  root: string;
}

/** Finds where a folder lies; undefined for a file, which may be an image to be looped */
export async function locateFolder(
  host: Host,
  mounts: readonly FoundMount[],
  folder: string,
): Promise<FolderLocation | undefined> {
  const path = await withoutLinks(host, folder, 40);
  const kind = (await host.files.facts(path))?.kind;
  const around = mountAround(mounts, path);
  if (kind === undefined || !around) return { device: "", root: "" };
  if (kind !== "directory") return undefined;
  return { device: around.device, root: join(around.root, relative(around.mountpoint, path)) };
}

/** The kernel, too, gives up after 40 links: path_resolution(7) */
async function withoutLinks(host: Host, path: string, left: number): Promise<string> {
  const names = path.split("/").filter(Boolean);
  for (const index of names.keys()) {
    const above = `/${names.slice(0, index).join("/")}`;
    const here = join(above, names[index] ?? "");
    const target = await host.files.readLink(here).catch(() => undefined); // it is no link
    if (target !== undefined && left > 0)
      return withoutLinks(host, resolve(above, target, ...names.slice(index + 1)), left - 1);
  }
  return path;
}
