import type { InstallCase } from "./case.ts";

/** Documents that must become machines */
export const installCases: readonly InstallCase[] = [
  {
    kind: "install",
    name: "image-minimal-bios",
    proves: "the image base with the smallest document, on a BIOS",
    firmware: "bios",
    state: "minimal.json",
    bootstrap: {},
    disk: "empty",
    mirror: false,
    limit: 900,
  },
  {
    kind: "install",
    name: "image-server-uefi",
    proves:
      "the complete server from a USB stick, on UEFI with Secure Boot on, with and without a boot entry",
    firmware: "uefi",
    state: "server.json",
    bootstrap: {},
    disk: "empty",
    medium: "stick",
    mirror: false,
    limit: 1500,
  },
  {
    kind: "install",
    name: "debootstrap-minimal",
    proves: "debootstrap from a mirror at install time, by a command in the rescue shell and a typed consent",
    firmware: "bios",
    state: "minimal.json",
    bootstrap: { base: "debootstrap", unattended: null },
    disk: "empty",
    handOver: "command",
    mirror: true,
    // the long one: one processor cannot run code that another is just patching (emulatorTripped)
    processors: 1,
    limit: 2400,
  },
  {
    kind: "install",
    name: "dirty-disk",
    proves:
      "with wipe, a disk that holds LVM and an old btrfs is installed over, in 1 GiB of memory, from a credential",
    firmware: "bios",
    state: "minimal.json",
    bootstrap: { wipe: true },
    disk: "dirty",
    handOver: "credential",
    memoryMiB: 1024,
    mirror: false,
    limit: 900,
  },
];
