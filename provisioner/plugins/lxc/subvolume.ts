import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { baseImage } from "./paths.ts";

interface Subvolume {
  /** As seen from the top of the file system */
  path: string;
  uuid: string | undefined;
  parentUuid: string | undefined;
}

/** Deletes a snapshot that was made of the base image; fine when there is none, and anything else stays */
export async function deleteSnapshot(host: Host, path: string): Promise<void> {
  if ((await host.files.facts(path)) === undefined) return;
  const base = await showSubvolume(host, baseImage);
  const found = await showSubvolume(host, path);
  if (found && base?.uuid !== undefined && found.parentUuid === base.uuid) return deleteTree(host, path);
  throw new Failure({
    kind: "machine",
    tried: `will not delete ${path}`,
    found: found ? `a subvolume that is no snapshot of ${baseImage}` : "no btrfs subvolume",
    needs: `a snapshot of ${baseImage}, which is all that Groundstate makes there`,
    fix: `look into ${path}, and move it away if nobody needs it`,
  });
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

/** What btrfs says of a subvolume; undefined when it is none */
async function showSubvolume(host: Host, path: string): Promise<Subvolume | undefined> {
  const { stdout, exit } = await host.run("btrfs", ["subvolume", "show", host.files.path(path)], {
    allowedExits: [0, 1],
  });
  if (exit !== 0) return undefined;
  const value = (key: string): string | undefined =>
    new RegExp(`^\\s*${key}:\\s*(\\S+)$`, "m").exec(stdout)?.[1];
  return { path: stdout.split("\n")[0] ?? "", uuid: value("UUID"), parentUuid: value("Parent UUID") };
}
