import type { FileSystemType, PartitionType } from "./layout.ts";

/** The partitions of a machine whose document does not say any: bootable on BIOS and on UEFI, the rest is btrfs */
export const defaultPartitions = [
  { number: 1, size: "1M", type: "bios" },
  { number: 2, size: "512M", type: "efi" },
  { number: 3, size: "remaining", type: "linux", mount: "/" },
] as const;

/** The subvolumes of a root file system whose document does not say any */
export const defaultSubvolumes = [
  { name: "@", mount: "/" },
  { name: "@home", mount: "/home" },
  { name: "@log", mount: "/var/log" },
  { name: "@ledger", mount: "/var/lib/groundstate" },
  { name: "@snapshots", mount: "/.snapshots" },
] as const;

/** What every root file system needs, whatever the document says, and what for */
export const requiredSubvolumes = [
  {
    name: "@ledger",
    mount: "/var/lib/groundstate",
    why: "so that rolling the system back never rewrites history",
  },
  { name: "@snapshots", mount: "/.snapshots", why: "for the snapshots of the root file system" },
] as const;

/** Size and purpose of the partitions that every disk needs to boot on both firmwares */
export const requiredPartitions = [
  { type: "bios", size: "1M", why: "so that the disk boots on BIOS" },
  { type: "efi", size: "512M", why: "so that the disk boots on UEFI" },
] as const;

/** Label of the root file system unless the document says another */
export const rootLabel = "groundstate";

/** Name in the partition table and file system of a partition when the document says none */
export const partitionDefaults: Record<
  PartitionType,
  { name: string; filesystem?: FileSystemType; label?: string }
> = {
  bios: { name: "BIOS boot" },
  efi: { name: "EFI system", filesystem: "vfat", label: "ESP" },
  linux: { name: "Linux" },
  swap: { name: "swap", filesystem: "swap", label: "swap" },
};

/** Mount options that each file system starts from; those of the document win, option by option */
export const defaultOptions: Record<FileSystemType, readonly string[]> = {
  btrfs: ["noatime", "compress=zstd:1"],
  vfat: ["umask=0077"],
  ext4: ["noatime"],
  swap: [],
};
