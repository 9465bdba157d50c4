import { installBiosGrub } from "../bootloader/bios.ts";
import { type EspPlace, removeBootEntry, writeBootEntry } from "../bootloader/boot-entry.ts";
import { bootLocation } from "../bootloader/boot-location.ts";
import { installEfiFiles, refuseMissingEsp } from "../bootloader/efi-files.ts";
import { skipBootLoaderInterface, writeGrubDefaults } from "../bootloader/grub-defaults.ts";
import { runInside } from "../chroot/chroot.ts";
import type { Step, StepVoice } from "../engine.ts";
import { type Install, needed, target } from "../install.ts";
import { together } from "../storage/together.ts";

/** Makes the disk boot on BIOS and on UEFI; boot sector and boot entry come last */
export const bootloaderStep: Step<Install> = {
  name: "bootloader",
  title: "Install the boot loader",
  weight: 10,
  check: async install => {
    if (hasPartition(install, "efi")) await refuseMissingEsp(install.host, target);
  },
  run: async (install, voice) => {
    const { host, plan } = install;
    // The flush takes the disk's time, the configuration the processor's; what it adds is flushed below.
    await together([writeOut(install), configureGrub(install, voice)]);
    // Whatever boots must find its kernel on the disk, also when the power fails right now.
    await writeOut(install);
    const esp = espOf(install);
    await together([
      ...(esp ? [installEfiFiles(host, target, bootLocation(install))] : []),
      ...(hasPartition(install, "bios") ? [installBiosGrub(host, target, plan.disk.path, voice.line)] : []),
    ]);
    if (esp) await writeBootEntry(host, esp, voice);
  },
  undo: async (install, voice) => {
    const esp = espOf(install);
    if (esp) await removeBootEntry(install.host, esp, voice);
  },
};

async function configureGrub({ host }: Install, voice: StepVoice): Promise<void> {
  await writeGrubDefaults(host.files, target);
  await skipBootLoaderInterface(host, target);
  await host.files.makeDirectory(`${target}/boot/grub`);
  await runInside(host, target, ["grub-mkconfig", "--output", "/boot/grub/grub.cfg"], {
    timeout: 900,
    onLine: voice.line,
  });
}

async function writeOut({ host }: Install): Promise<void> {
  await host.run("sync", [], { timeout: 1800 });
}

function hasPartition({ plan }: Install, wanted: "efi" | "bios"): boolean {
  return plan.partitions.some(({ type }) => type === wanted);
}

function espOf({ plan, made }: Install): EspPlace | undefined {
  const esp = plan.partitions.find(({ type }) => type === "efi");
  if (!esp) return undefined;
  const node = needed(
    made.partitions?.find(({ number }) => number === esp.number),
    "EFI system partition",
  );
  return { disk: plan.disk.path, partition: node.number, uuid: node.uuid };
}
