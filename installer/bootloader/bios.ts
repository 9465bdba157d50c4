import type { Host } from "../../provisioner/host/host.ts";
import { runInside } from "../chroot/chroot.ts";

/** Writes GRUB into the BIOS boot partition and the boot sector; from here on the disk boots */
export async function installBiosGrub(
  host: Host,
  root: string,
  disk: string,
  onLine: (line: string) => void,
): Promise<void> {
  const args = ["--target=i386-pc", "--boot-directory=/boot", "--no-floppy", "--recheck", disk];
  await runInside(host, root, ["grub-install", ...args], { timeout: 900, onLine });
}
