import { describeError } from "../../provisioner/host/failure.ts";
import type { Host } from "../../provisioner/host/host.ts";
import type { StepVoice } from "../engine.ts";

const label = "Groundstate";
const loader = "\\EFI\\debian\\shimx64.efi";

/** Where the boot entry points */
export interface EspPlace {
  disk: string;
  partition: number;
  /** PARTUUID */
  uuid: string;
}

/** An entry of ours in the firmware's list */
interface BootEntry {
  number: string;
  /** PARTUUID that it points to, in lower case */
  partition: string;
}

/**
 * Puts our entry first in the firmware's list, in place of earlier ones of this disk. Entries of other disks stay.
 * Firmware is known to refuse this; the fallback path EFI/BOOT boots the disk all the same, so it is only said.
 */
export async function writeBootEntry(
  host: Host,
  place: EspPlace,
  voice: Pick<StepVoice, "line" | "warn">,
): Promise<void> {
  if (!(await listsBootEntries(host))) {
    voice.line("started on BIOS: no boot entry to write, UEFI firmware will find EFI/BOOT");
    return;
  }
  await orWarn(voice, "old boot entries stay in the firmware's list", async () => {
    const there = await host.files.list("/dev/disk/by-partuuid");
    const isGone = (uuid: string): boolean => there.includes(place.uuid) && !there.includes(uuid);
    await deleteEntries(host, uuid => uuid === place.uuid || isGone(uuid));
  });
  await orWarn(
    voice,
    "the firmware takes no boot entry; it will boot \\EFI\\BOOT\\BOOTX64.EFI of the disk, unless another entry comes first",
    async () => {
      const { disk, partition } = place;
      const where = ["--disk", disk, "--part", String(partition)];
      await host.run("efibootmgr", ["--create", ...where, "--label", label, "--loader", loader]);
    },
  );
}

/** Takes our entry out of the firmware's list again: a disk that was taken back to empty has none */
export async function removeBootEntry(
  host: Host,
  place: EspPlace,
  voice: Pick<StepVoice, "warn">,
): Promise<void> {
  if (!(await listsBootEntries(host))) return;
  await orWarn(voice, "a boot entry of this disk stays in the firmware's list", () =>
    deleteEntries(host, uuid => uuid === place.uuid),
  );
}

/** Our entries in what efibootmgr --verbose prints: "Boot0003* Groundstate\tHD(2,GPT,PARTUUID,0x800,0x100000)/…" */
export function parseBootEntries(listing: string): BootEntry[] {
  return listing.split("\n").flatMap(line => {
    const [, number, name, partition] =
      /^Boot([0-9A-F]{4})\*? +([^\t]*)\t.*?HD\(\d+,GPT,([0-9a-f-]{36})/i.exec(line) ?? [];
    if (number === undefined || partition === undefined || name?.trim() !== label) return [];
    return [{ number, partition: partition.toLowerCase() }];
  });
}

async function listsBootEntries(host: Host): Promise<boolean> {
  return (await host.files.facts("/sys/firmware/efi/efivars")) !== undefined;
}

async function deleteEntries(host: Host, isOld: (partition: string) => boolean): Promise<void> {
  const { stdout } = await host.run("efibootmgr", ["--verbose"]);
  for (const { number, partition } of parseBootEntries(stdout))
    if (isOld(partition)) await host.run("efibootmgr", ["--bootnum", number, "--delete-bootnum"]);
}

async function orWarn(
  voice: Pick<StepVoice, "warn">,
  warning: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    voice.warn(`${warning} (${describeError(error)})`);
  }
}
