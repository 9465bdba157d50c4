import { Failure } from "../../provisioner/host/failure.ts";
import type { Host } from "../../provisioner/host/host.ts";
import { mountsBelow } from "../storage/unmount.ts";
import type { BootLocation } from "./boot-location.ts";

const shim = "/usr/lib/shim";
const grub = "/usr/lib/grub/x86_64-efi-signed";

/** Which signed file goes where on the ESP: Debian's own place, and the one that firmware tries by itself */
const copies: [from: string, to: string][] = [
  [`${shim}/shimx64.efi.signed`, "EFI/debian/shimx64.efi"],
  [`${shim}/mmx64.efi.signed`, "EFI/debian/mmx64.efi"],
  [`${shim}/fbx64.efi.signed`, "EFI/debian/fbx64.efi"],
  [`${shim}/BOOTX64.CSV`, "EFI/debian/BOOTX64.CSV"],
  [`${grub}/grubx64.efi.signed`, "EFI/debian/grubx64.efi"],
  // No fbx64.efi here: with it shim would write boot entries instead of booting.
  [`${shim}/shimx64.efi.signed`, "EFI/BOOT/BOOTX64.EFI"],
  [`${shim}/mmx64.efi.signed`, "EFI/BOOT/mmx64.efi"],
  [`${grub}/grubx64.efi.signed`, "EFI/BOOT/grubx64.efi"],
];

/** Puts shim and GRUB, both signed by Debian, on the ESP; the GRUB looks for its file in EFI/debian from either place */
export async function installEfiFiles(host: Host, root: string, location: BootLocation): Promise<void> {
  const esp = `${root}/boot/efi`;
  await host.files.makeDirectory(`${esp}/EFI/debian`);
  await host.files.makeDirectory(`${esp}/EFI/BOOT`);
  for (const [from, to] of copies) await host.files.write(`${esp}/${to}`, await bytes(host, root + from));
  await host.files.write(`${esp}/EFI/debian/grub.cfg`, espConfiguration(location));
}

/** Without the ESP below it the folder would take the files all the same, and no firmware would find them */
export async function refuseMissingEsp(host: Host, root: string): Promise<void> {
  const mounted = await mountsBelow(host, host.files.path(`${root}/boot/efi`));
  if (mounted.length > 0) return;
  throw new Failure({
    kind: "machine",
    tried: "cannot make the disk boot on UEFI",
    found: `nothing mounted at ${root}/boot/efi`,
    needs: "the EFI system partition there",
    fix: "retry: the disk is partitioned, formatted and mounted anew",
  });
}

/** The file that leads the signed GRUB from the ESP to the real configuration */
export function espConfiguration({ uuid, path }: BootLocation): string {
  return `search.fs_uuid ${uuid} root\nset prefix=($root)'${path}'\nconfigfile $prefix/grub.cfg\n`;
}

async function bytes(host: Host, path: string): Promise<Buffer> {
  const content = await host.files.readBytes(path);
  if (content) return content;
  throw new Failure({
    kind: "machine",
    tried: "cannot make the disk boot on UEFI",
    found: `no ${path}`,
    needs: "the packages shim-signed and grub-efi-amd64-signed in the base",
    fix: "build the medium anew, or use the other base method (bootstrap.base)",
  });
}
