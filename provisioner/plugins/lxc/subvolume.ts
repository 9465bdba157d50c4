import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { showSubvolume } from "../btrfs-subvolume.ts";
import { baseImage, templatesDirectory } from "./paths.ts";

/** Deletes a snapshot that was made of a template; fine when there is none, and anything else stays */
export async function deleteSnapshot(host: Host, path: string): Promise<void> {
  if ((await host.files.facts(path)) === undefined) return;
  const found = await showSubvolume(host, path);
  if (found?.parentUuid !== undefined && (await isTemplate(host, found.parentUuid)))
    return deleteTree(host, path);
  throw new Failure({
    kind: "machine",
    tried: `will not delete ${path}`,
    found: found ? "a subvolume that is no snapshot of a template" : "no btrfs subvolume",
    needs: `a snapshot of ${baseImage}, or of one in ${templatesDirectory}: Groundstate makes nothing else there`,
    fix: `look into ${path}, and move it away if nobody needs it`,
  });
}

async function isTemplate(host: Host, uuid: string): Promise<boolean> {
  const own = (await host.files.list(templatesDirectory)).map(name => `${templatesDirectory}/${name}`);
  for (const path of [baseImage, ...own]) if ((await showSubvolume(host, path))?.uuid === uuid) return true;
  return false;
}

/** Deletes whatever subvolume lies there; fine when there is none */
export async function deleteSubvolume(host: Host, path: string): Promise<void> {
  if (await showSubvolume(host, path)) await deleteTree(host, path);
}

/** With the subvolumes that systemd may have made in it: btrfs-progs of bookworm has no --recursive */
async function deleteTree(host: Host, path: string): Promise<void> {
  const top = (await showSubvolume(host, path))?.path;
  const { stdout } = await host.run("btrfs", ["subvolume", "list", "-o", host.files.path(path)]);
  for (const line of stdout.split("\n")) {
    const inner = / path (.*)$/.exec(line)?.[1];
    if (top !== undefined && inner?.startsWith(`${top}/`))
      await deleteTree(host, `${path}${inner.slice(top.length)}`);
  }
  await host.run("btrfs", ["subvolume", "delete", host.files.path(path)]);
}
