import { describeError } from "../../provisioner/host/failure.ts";
import type { Host } from "../../provisioner/host/host.ts";

const label = "Groundstate";
const loader = "\\EFI\\debian\\shimx64.efi";

/** Where the boot entry points */
export interface EspPlace {
  disk: string;
  partition: number;
}

/**
 * Puts our entry first in the firmware's list, in place of one from an earlier install.
 * Firmware is known to refuse this; the fallback path EFI/BOOT boots the disk all the same
 */
export async function writeBootEntry(
  host: Host,
  { disk, partition }: EspPlace,
  report: (text: string) => void,
): Promise<void> {
  if (!(await host.files.facts("/sys/firmware/efi/efivars"))) {
    report("started on BIOS: no boot entry to write, UEFI firmware will find EFI/BOOT");
    return;
  }
  try {
    const { stdout } = await host.run("efibootmgr", []);
    for (const number of entriesOf(stdout, label))
      await host.run("efibootmgr", ["--bootnum", number, "--delete-bootnum"]);
    const place = ["--disk", disk, "--part", String(partition)];
    await host.run("efibootmgr", ["--create", ...place, "--label", label, "--loader", loader]);
  } catch (error) {
    report(`the firmware takes no boot entry, so it must find EFI/BOOT by itself: ${describeError(error)}`);
  }
}

/** Numbers of the entries with a label in what efibootmgr prints: "Boot0003* Groundstate\tHD(...)" */
export function entriesOf(listing: string, wanted: string): string[] {
  return listing.split("\n").flatMap(line => {
    const [, number, name] = /^Boot([0-9A-Fa-f]{4})\*? ([^\t]*)/.exec(line) ?? [];
    return number !== undefined && name?.trim() === wanted ? [number] : [];
  });
}
