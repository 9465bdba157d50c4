import { installBiosGrub } from "../bootloader/bios.ts";
import { writeBootEntry } from "../bootloader/boot-entry.ts";
import { bootLocation } from "../bootloader/boot-location.ts";
import { installEfiFiles } from "../bootloader/efi-files.ts";
import { writeGrubDefaults } from "../bootloader/grub-defaults.ts";
import { runInside } from "../chroot/chroot.ts";
import type { Step } from "../engine.ts";
import { type Install, target } from "../install.ts";

/** Makes the disk boot on BIOS and on UEFI; boot sector and boot entry come last */
export const bootloaderStep: Step<Install> = {
  name: "bootloader",
  title: "Install the boot loader",
  weight: 10,
  run: async (install, voice) => {
    const { host, plan } = install;
    const esp = plan.partitions.find(({ type }) => type === "efi");
    const bios = plan.partitions.some(({ type }) => type === "bios");
    await writeGrubDefaults(host.files, target);
    await host.files.makeDirectory(`${target}/boot/grub`);
    await runInside(host, target, ["grub-mkconfig", "--output", "/boot/grub/grub.cfg"], {
      timeout: 900,
      onLine: voice.line,
    });
    // Whatever boots must find its kernel on the disk, also when the power fails right now.
    await host.run("sync", [], { timeout: 1800 });
    if (esp) await installEfiFiles(host, target, bootLocation(install));
    if (bios) await installBiosGrub(host, target, plan.disk.path, voice.line);
    if (esp) await writeBootEntry(host, { disk: plan.disk.path, partition: esp.number }, voice.line);
  },
};
