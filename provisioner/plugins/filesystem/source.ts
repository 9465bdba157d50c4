import type { FoundMount } from "./find-mounts.ts";
import type { FolderLocation } from "./locate-folder.ts";

const tags = { UUID: "uuid", LABEL: "label", PARTUUID: "partuuid", PARTLABEL: "partlabel" } as const;

/** What a unit file and mount(8) are told: a tag as the link that udev makes of it */
export function devicePath(source: string): string {
  const { key, value } = tagOf(source) ?? {};
  return key === undefined ? source : `/dev/disk/by-${key}/${value}`;
}

/** Whether a source is a device, or a link to one */
export function isDevice(source: string): boolean {
  return devicePath(source).startsWith("/dev/");
}

/** Whether what is mounted comes from this source; `device` is where the source leads to on this machine */
export function comesFrom(found: FoundMount, source: string, device: string | undefined): boolean {
  const { key, value } = tagOf(source) ?? {};
  if (key !== undefined) return found[key] === value;
  if (isDevice(source)) return device !== undefined && found.device === device;
  return found.source === source;
}

/** Whether a source is a folder to bind, or an image to be looped; "//server/share" is neither */
export function isFolder(source: string): boolean {
  return /^\/(?!\/)/.test(source) && !isDevice(source);
}

/** Whether what is mounted is the folder that lies there; of an image only the loop device shows */
export function isFolderAt(found: FoundMount, folder: FolderLocation | undefined): boolean {
  return folder === undefined || (found.device === folder.device && found.root === folder.root);
}

function tagOf(source: string): { key: (typeof tags)[keyof typeof tags]; value: string } | undefined {
  for (const [tag, key] of Object.entries(tags))
    if (source.startsWith(`${tag}=`)) return { key, value: source.slice(tag.length + 1) };
  return undefined;
}
