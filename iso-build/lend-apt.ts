import { join } from "node:path";
import { filesBelow } from "../provisioner/host/files.ts";
import { run } from "../provisioner/host/run.ts";
import type { Cached } from "./cache.ts";
import type { LayeredRoot } from "./layered-root.ts";

/** Gives apt inside a layered root the index that the base was made from, the cached packages, and name resolution */
export async function lendApt(root: LayeredRoot, base: Cached, archives: string): Promise<void> {
  await run("mount", ["--bind", join(base.directory, "lists"), join(root.path, "var/lib/apt/lists")]);
  await run("mount", ["--bind", archives, join(root.path, "var/cache/apt/archives")]);
  const resolver = await filesBelow("/").read("/etc/resolv.conf");
  // the image's /etc/resolv.conf is a link to here
  await filesBelow(root.path).write("/run/systemd/resolve/stub-resolv.conf", resolver ?? "");
}
