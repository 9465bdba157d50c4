import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunOptions, type RunResult, run } from "../provisioner/host/run.ts";

/** A root file system made of squashfs layers, with a writable one on top */
export interface LayeredRoot {
  /** The whole, as a chroot sees it */
  path: string;
  /** What was written over the layers */
  upper: string;
  /** Runs a program inside */
  chroot(command: readonly string[], options?: RunOptions): Promise<RunResult>;
}

/**
 * Mounts the layers (lowest first) for `change`, then unmounts what only a chroot needs and hands over the upper layer.
 * Everything lies in a tmpfs: the build host's own root may be an overlay, on which no other can be laid.
 */
export async function withLayeredRoot(
  layers: readonly string[],
  change: (root: LayeredRoot) => Promise<void>,
  pack: (upper: string) => Promise<void>,
): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), "groundstate-root-"));
  await run("mount", ["-t", "tmpfs", "-o", "mode=0755", "tmpfs", scratch]);
  try {
    const root = await mountLayers(scratch, layers);
    await enterable(root.path);
    await change(root);
    await run("umount", ["--recursive", "--lazy", root.path]);
    await pack(root.upper);
  } finally {
    await run("umount", ["--recursive", "--lazy", scratch]);
    await rm(scratch, { recursive: true, force: true });
  }
}

async function mountLayers(scratch: string, layers: readonly string[]): Promise<LayeredRoot> {
  const lowers: string[] = [];
  for (const [index, layer] of layers.entries()) {
    const lower = join(scratch, `lower${index}`);
    await mkdir(lower);
    await run("mount", ["-t", "squashfs", "-o", "loop,ro", layer, lower]);
    lowers.unshift(lower);
  }
  const [path, upper, work] = [join(scratch, "root"), join(scratch, "upper"), join(scratch, "work")];
  for (const directory of [path, upper, work]) await mkdir(directory, { mode: 0o755 });
  const options = `lowerdir=${lowers.join(":")},upperdir=${upper},workdir=${work}`;
  await run("mount", ["-t", "overlay", "-o", options, "overlay", path]);
  return {
    path,
    upper,
    chroot: (command, more = {}) =>
      run("chroot", [path, ...command], {
        timeout: 1800,
        ...more,
        environment: { DEBIAN_FRONTEND: "noninteractive", PATH: chrootPath, ...more.environment },
      }),
  };
}

const chrootPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

async function enterable(path: string): Promise<void> {
  await run("mount", ["-t", "proc", "proc", join(path, "proc")]);
  await run("mount", ["--rbind", "--make-rslave", "/dev", join(path, "dev")]);
  for (const directory of ["run", "tmp"]) await run("mount", ["-t", "tmpfs", "tmpfs", join(path, directory)]);
}

/** Empties a folder of the upper layer, keeping the folder; fine when there is none */
export async function emptyFolder(upper: string, folder: string): Promise<void> {
  const path = join(upper, folder);
  for (const name of await readdir(path).catch(() => []))
    await rm(join(path, name), { recursive: true, force: true });
}
