import type { Files } from "../../provisioner/host/files.ts";
import type { Host } from "../../provisioner/host/host.ts";
import { runInside } from "../chroot/chroot.ts";

/** Debian's defaults; its own postinst looks for GRUB_DISTRIBUTOR in the copy in /etc, and nowhere else */
const template = "/usr/share/grub/default/grub";
const debianDefaultsPath = "/etc/default/grub";

/** Writes what grub-mkconfig and Debian's maintainer scripts read; a file that is there already stays */
export async function writeGrubDefaults(files: Files, root: string): Promise<void> {
  if (!(await files.facts(root + debianDefaultsPath))) {
    const debian = await files.read(root + template);
    if (debian !== undefined) await files.write(root + debianDefaultsPath, debian, { mode: 0o644 });
  }
  await files.write(root + grubDefaultsPath, grubDefaults);
}

/**
 * GRUB's script for the boot loader interface loads a module that the signed GRUB neither has nor may load, and says
 * so at every start on UEFI. Debian's own way to keep a script from being run, upgrades included
 */
export async function skipBootLoaderInterface(host: Host, root: string): Promise<void> {
  if (!(await host.files.facts(root + interfaceScript))) return;
  const override = ["--force-all", "--update", "--add", "root", "root", "0644", interfaceScript];
  await runInside(host, root, ["dpkg-statoverride", ...override]);
}

const interfaceScript = "/etc/grub.d/25_bli";

/** Beside Debian's own file, so that no package and no person is in our way */
const grubDefaultsPath = "/etc/default/grub.d/groundstate.cfg";

/** Screen and first serial port are both alive, for GRUB, the kernel and the log in */
const grubDefaults = `# Written by the Groundstate installer; update-grub reads it.
GRUB_DEFAULT=0
GRUB_TIMEOUT_STYLE=menu
GRUB_TIMEOUT=1
GRUB_DISTRIBUTOR=Debian
GRUB_CMDLINE_LINUX_DEFAULT="quiet"
GRUB_CMDLINE_LINUX="console=tty0 console=ttyS0,115200"
GRUB_TERMINAL="console serial"
GRUB_SERIAL_COMMAND="serial --unit=0 --speed=115200"
GRUB_DISABLE_OS_PROBER=true
`;
