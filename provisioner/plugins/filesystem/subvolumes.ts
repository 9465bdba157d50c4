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

/** What `btrfs subvolume list` says of a btrfs that is not mounted; empty when it is none, we may not look, or btrfs-progs comes later */
export async function listUnmounted(host: Host, device: string): Promise<string> {
  const script = privately("ro", "btrfs subvolume list /mnt");
  const { stdout } = await host.run("unshare", [...script, device], { allowedExits: [0, 1, 32, 127] });
  return stdout;
}

async function at(host: Host, place: SubvolumePlace, verb: "create" | "delete"): Promise<void> {
  if ("name" in place) await atTop(host, place, `btrfs subvolume ${verb} "/mnt/$2"`);
  else await host.run("btrfs", ["subvolume", verb, host.files.path(place.path)]);
}

async function atTop(
  host: Host,
  { device, name }: { device: string; name: string },
  command: string,
): Promise<string> {
  return (await host.run("unshare", [...privately("rw", command), device, name])).stdout;
}

/** The top of a btrfs is mounted for this alone, where nobody else sees it and no cut can leave it behind */
function privately(access: "ro" | "rw", command: string): string[] {
  const script = `set -e; mount -t btrfs -o ${access},subvolid=5 "$1" /mnt; ${command}`;
  return ["--mount", "bash", "-c", script, "groundstate"];
}
