import { copyFile, readdir, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../provisioner/host/run.ts";
import { type Cached, cached } from "./cache.ts";
import { embeddedConfig } from "./grub-config.ts";
import { type LayeredRoot, withLayeredRoot } from "./layered-root.ts";
import type { Project } from "./project.ts";

/** Boot loaders out of the base: BIOS image and boot sector, and the FAT image with Debian's signed shim and GRUB */
export async function bootFiles({ cache }: Project, base: Cached): Promise<Cached> {
  const inputs = { recipe: 2, base: base.key, modules, embeddedConfig, efiPrograms };
  return await cached(cache, "boot", inputs, async directory => {
    const collect = async (root: LayeredRoot): Promise<void> => {
      await biosImage(root, directory);
      for (const [name, from] of Object.entries(efiPrograms))
        await copyFile(join(root.path, from), join(directory, name));
    };
    await withLayeredRoot([join(base.directory, "base.squashfs")], collect, async () => undefined);
    await efiImage(directory);
  });
}

/** Names on the medium of the programs that UEFI starts, one after the other, and where Debian keeps them */
export const efiPrograms = {
  "bootx64.efi": "usr/lib/shim/shimx64.efi.signed",
  "mmx64.efi": "usr/lib/shim/mmx64.efi.signed",
  // the signed GRUB that looks for its menu on the medium it came from
  "grubx64.efi": "usr/lib/grub/x86_64-efi-signed/gcdx64.efi.signed",
};

const modules: readonly string[] = [
  ...["biosdisk", "iso9660", "part_gpt", "part_msdos", "search", "search_fs_file", "search_label"],
  ...["normal", "configfile", "linux", "all_video", "serial", "terminal", "test", "echo", "ls", "cat"],
  ...["minicmd", "reboot", "halt", "gzio"],
];

async function biosImage(root: LayeredRoot, directory: string): Promise<void> {
  await writeFile(join(root.path, "tmp/embedded.cfg"), embeddedConfig);
  const format = ["-O", "i386-pc-eltorito", "-d", "/usr/lib/grub/i386-pc", "-p", "/boot/grub"];
  await root.chroot([
    "grub-mkimage",
    ...format,
    "-c",
    "/tmp/embedded.cfg",
    "-o",
    "/tmp/bios.img",
    ...modules,
  ]);
  await copyFile(join(root.path, "tmp/bios.img"), join(directory, "bios.img"));
  await copyFile(join(root.path, "usr/lib/grub/i386-pc/boot_hybrid.img"), join(directory, "boot_hybrid.img"));
}

/** Written with mtools, since the build host's kernel may have no vfat */
async function efiImage(directory: string): Promise<void> {
  const image = join(directory, "efi.img");
  await writeFile(image, "");
  await truncate(image, 8 * 1024 * 1024);
  await run("mformat", ["-i", image, "-v", "GS_EFI", "::"]);
  await run("mmd", ["-i", image, "::/EFI", "::/EFI/boot"]);
  const programs = (await readdir(directory)).filter(name => name.endsWith(".efi"));
  await run("mcopy", ["-i", image, ...programs.map(name => join(directory, name)), "::/EFI/boot/"]);
  // the signed GRUB looks here first, and complains on the screen when there is nothing
  await run("mmd", ["-i", image, "::/boot", "::/boot/grub"]);
  await run("mcopy", ["-i", image, "-", "::/boot/grub/grub.cfg"], { input: embeddedConfig });
}
