import { copyFile, cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { Failure } from "../provisioner/host/failure.ts";
import { run } from "../provisioner/host/run.ts";
import type { Cached } from "./cache.ts";
import { emptyFolder, type LayeredRoot, withLayeredRoot } from "./layered-root.ts";
import { setPlainModes } from "./plain-modes.ts";
import type { Project } from "./project.ts";
import { packSquashfs } from "./squashfs.ts";

/** The package `groundstate` as dpkg installs it on the base: the second layer that goes to the disk */
export async function groundstateLayer(base: Cached, deb: string, squashfs: string): Promise<string> {
  let manifest = "";
  const change = async (root: LayeredRoot): Promise<void> => {
    await installDebs(root, [deb]);
    manifest = (await root.chroot(["dpkg-query", "--show"])).stdout.replaceAll("\t", " ");
  };
  await withLayeredRoot([join(base.directory, "base.squashfs")], change, async upper => {
    await tidy(upper);
    await refuseRemovals(upper);
    // overlayfs keeps its books in extended attributes, which have no business on the disk; no file here has others
    await packSquashfs(upper, squashfs, ["-no-xattrs"]);
  });
  return manifest;
}

/** Both our packages and the files of live-config: the topmost layer of the live system */
export async function installerLayer(
  { root: project }: Project,
  [base, live]: readonly [Cached, Cached],
  debs: readonly string[],
  squashfs: string,
): Promise<void> {
  const layers = [join(base.directory, "base.squashfs"), join(live.directory, "live.squashfs")];
  const change = (root: LayeredRoot): Promise<void> => installDebs(root, debs);
  await withLayeredRoot(layers, change, async upper => {
    await tidy(upper);
    await layOver(join(project, "live-config"), upper);
    await packSquashfs(upper, squashfs);
  });
}

/** Copies files of ours over a layer, as root's and with plain modes */
async function layOver(files: string, upper: string): Promise<void> {
  const copy = await mkdtemp(join(tmpdir(), "groundstate-live-"));
  try {
    await cp(files, copy, { recursive: true, verbatimSymlinks: true });
    await rm(join(copy, "README.md"));
    await setPlainModes(copy);
    await run("chown", ["--recursive", "--no-dereference", "root:root", copy]);
    await run("cp", ["--archive", "--no-target-directory", copy, upper]);
  } finally {
    await rm(copy, { recursive: true });
  }
}

async function installDebs(root: LayeredRoot, debs: readonly string[]): Promise<void> {
  const inside = debs.map(deb => `/tmp/${basename(deb)}`);
  for (const [index, deb] of debs.entries()) await copyFile(deb, join(root.path, inside[index] ?? ""));
  await root.chroot(["dpkg", "--force-unsafe-io", "--install", ...inside]);
}

async function tidy(upper: string): Promise<void> {
  for (const folder of ["var/log", "var/cache/apt", "run", "tmp"]) await emptyFolder(upper, folder);
  for (const name of ["status-old", "diversions-old"])
    await rm(join(upper, "var/lib/dpkg", name), { force: true });
}

/** unsquashfs knows no overlays: a removal would arrive on the disk as a device node */
async function refuseRemovals(upper: string): Promise<void> {
  const entries = await readdir(upper, { recursive: true, withFileTypes: true });
  const removed = entries.filter(entry => entry.isCharacterDevice()).map(entry => entry.name);
  if (removed.length === 0) return;
  throw new Failure({
    kind: "machine",
    tried: "cannot make the layer of the package groundstate",
    found: `it removes files of the base: ${removed.join(", ")}`,
    needs: "a package that only adds and replaces files",
  });
}
