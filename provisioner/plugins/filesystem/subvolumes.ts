import { basename, dirname } from "node:path";
import { inFolder } from "../../host/held-folder.ts";
import type { Host } from "../../host/host.ts";
import { showSubvolume } from "../btrfs-subvolume.ts";
import type { SubvolumePlace } from "./operation.ts";

/** Makes a subvolume; one that came to light when what it lies in was mounted is left as it is */
export async function createSubvolume(host: Host, place: SubvolumePlace): Promise<void> {
  if ("path" in place && (await showSubvolume(host, place.path))) return;
  await at(host, place, "create");
}

/** Deletes a subvolume with all that is in it */
export async function deleteSubvolume(host: Host, place: SubvolumePlace): Promise<void> {
  await at(host, place, "delete");
}

/** Takes away a subvolume that nothing is in: rmdir(2) does, and leaves every other alone */
export async function removeEmptySubvolume(host: Host, place: SubvolumePlace): Promise<void> {
  if ("name" in place) {
    await atTop(host, place, 'if [ -d "/mnt/$2" ]; then rmdir --ignore-fail-on-non-empty "/mnt/$2"; fi');
    return;
  }
  await inFolder(host.files, dirname(place.path), async folder => folder?.removeEmpty(basename(place.path)));
}

/** Whether it is there */
export async function hasSubvolume(host: Host, place: SubvolumePlace): Promise<boolean> {
  if (!("name" in place)) return (await host.files.facts(place.path)) !== undefined;
  return (await atTop(host, place, 'if [ -d "/mnt/$2" ]; then echo there; fi')).trim() === "there";
}

async function at(host: Host, place: SubvolumePlace, verb: "create" | "delete"): Promise<void> {
  if ("name" in place) await atTop(host, place, `btrfs subvolume ${verb} "/mnt/$2"`);
  else await host.run("btrfs", ["subvolume", verb, host.files.path(place.path)]);
}

/** The top of a btrfs is mounted for this alone, where nobody else sees it and no cut can leave it behind */
async function atTop(
  host: Host,
  { device, name }: { device: string; name: string },
  command: string,
): Promise<string> {
  const script = `set -e; mount -t btrfs -o subvolid=5 "$1" /mnt; ${command}`;
  return (await host.run("unshare", ["--mount", "bash", "-c", script, "groundstate", device, name])).stdout;
}
