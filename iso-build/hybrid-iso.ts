import { rename } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../provisioner/host/run.ts";
import type { Cached } from "./cache.ts";
import { volumeLabel } from "./grub-config.ts";

/** Files taken from where they lie: path on the medium → path here */
export type Grafts = Record<string, string>;

/** Writes the ISO: one image for optical drives and for sticks, for BIOS and for UEFI */
export async function writeHybridIso(
  medium: string,
  grafts: Grafts,
  boot: Cached,
  iso: string,
): Promise<void> {
  const unfinished = `${iso}.part`;
  const files = Object.entries(grafts).map(([path, from]) => `/${path}=${from}`);
  const options = [...isoOptions, ...biosOptions(boot.directory), ...efiOptions(boot.directory)];
  await run(
    "xorriso",
    ["-as", "mkisofs", "-o", unfinished, ...options, "-graft-points", `/=${medium}`, ...files],
    { timeout: 1800 },
  );
  await rename(unfinished, iso);
}

const isoOptions = ["-quiet", "-r", "-J", "-joliet-long", "-V", volumeLabel];

/** El Torito for optical drives; the hybrid boot sector finds the same image on a stick */
function biosOptions(boot: string): string[] {
  return [
    ...["--grub2-mbr", join(boot, "boot_hybrid.img"), "--mbr-force-bootable", "-partition_offset", "16"],
    ...["-c", "boot.catalog", "-b", "boot/grub/bios.img", "-no-emul-boot"],
    ...["-boot-load-size", "4", "-boot-info-table", "--grub2-boot-info"],
  ];
}

/** The FAT image is a real partition behind the ISO, for sticks, and El Torito points at the same bytes */
function efiOptions(boot: string): string[] {
  return [
    ...["-append_partition", "2", espType, join(boot, "efi.img"), "-appended_part_as_gpt"],
    ...["-iso_mbr_part_type", basicDataType],
    ...["-eltorito-alt-boot", "-e", "--interval:appended_partition_2:all::", "-no-emul-boot"],
  ];
}

/** GPT type GUIDs in xorriso's byte order: EFI system partition, basic data */
const espType = "28732ac11ff8d211ba4b00a0c93ec93b";
const basicDataType = "a2a0d0ebe5b9334487c068b6b72699c7";
