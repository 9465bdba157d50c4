import { copyFile, cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { filesBelow } from "../provisioner/host/files.ts";
import { archivesIn, pathFilters } from "./base-layer.ts";
import { type Cached, cached } from "./cache.ts";
import { emptyFolder, type LayeredRoot, withLayeredRoot } from "./layered-root.ts";
import { lendApt } from "./lend-apt.ts";
import { livePackages } from "./packages.ts";
import type { Project } from "./project.ts";
import { packSquashfs } from "./squashfs.ts";

/** What the live system adds to the base as `live.squashfs`, with the `vmlinuz` and `initrd.img` it starts with */
export async function liveLayer({ root, cache }: Project, base: Cached): Promise<Cached> {
  const scripts = join(root, "live-config", initramfsScripts);
  const initramfs = await scriptsBelow(scripts);
  const inputs = {
    recipe: 1,
    base: base.key,
    packages: [...livePackages],
    initramfs,
    unwantedHooks,
  };
  return await cached(cache, "live", inputs, async directory => {
    const change = async (live: LayeredRoot): Promise<void> => {
      await installPackages(live, base, archivesIn(cache));
      await cp(scripts, join(live.path, initramfsScripts), { recursive: true });
      await makeInitrd(live, directory);
    };
    await withLayeredRoot([join(base.directory, "base.squashfs")], change, async upper => {
      await tidy(upper);
      await packSquashfs(upper, join(directory, "live.squashfs"));
    });
  });
}

/** Paths and texts of the scripts that go into the live initrd */
async function scriptsBelow(folder: string): Promise<string[][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
  return await Promise.all(
    paths.sort().map(async path => [relative(folder, path), await readFile(path, "utf8")]),
  );
}

const initramfsScripts = "etc/initramfs-tools/scripts";

/** Hooks that would put graphics drivers, RAID and LVM into the live initrd; nothing may assemble itself there */
const unwantedHooks = ["kms", "lvm2", "mdadm"];

async function installPackages(live: LayeredRoot, base: Cached, archives: string): Promise<void> {
  await lendApt(live, base, archives);
  const files = filesBelow(live.path);
  await files.write(
    "/etc/initramfs-tools/update-initramfs.conf",
    "# made when the ISO was\nupdate_initramfs=no\n",
  );
  await files.write("/usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  await files.write("/etc/dpkg/dpkg.cfg.d/image", ["force-unsafe-io", ...pathFilters, ""].join("\n"));
  await live.chroot(["apt-get", "--yes", "--no-install-recommends", "install", ...livePackages]);
  for (const path of ["/usr/sbin/policy-rc.d", "/etc/dpkg/dpkg.cfg.d/image"]) await files.remove(path);
}

async function makeInitrd(live: LayeredRoot, directory: string): Promise<void> {
  for (const hook of unwantedHooks)
    await rm(join(live.path, "usr/share/initramfs-tools/hooks", hook), { force: true });
  const [kernel = ""] = await readdir(join(live.path, "usr/lib/modules"));
  await live.chroot(["mkinitramfs", "-o", "/tmp/initrd.img", kernel]);
  await copyFile(join(live.path, "tmp/initrd.img"), join(directory, "initrd.img"));
  await copyFile(join(live.path, `boot/vmlinuz-${kernel}`), join(directory, "vmlinuz"));
  await writeFile(join(directory, "kernel"), `${kernel}\n`);
}

async function tidy(upper: string): Promise<void> {
  for (const folder of ["var/log", "var/log/apt", "var/cache/apt", "var/lib/apt/lists", "run", "tmp"])
    await emptyFolder(upper, folder);
  for (const name of ["status-old", "diversions-old"])
    await rm(join(upper, "var/lib/dpkg", name), { force: true });
}
