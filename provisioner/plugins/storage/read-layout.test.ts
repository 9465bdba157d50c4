import { Check } from "@sinclair/typebox/value";
import { describe, expect, test } from "vitest";
import type { Layout } from "./layout.ts";
import { readLayout } from "./read-layout.ts";
import { type StorageSection, storageSchema } from "./schema.ts";

const rootOnly: StorageSection = {
  devices: {
    "/dev/sda": {
      partition_table: "gpt",
      partitions: [
        { number: 1, size: "512M", type: "efi", filesystem: "vfat", mount: "/boot/efi" },
        { number: 2, size: "remaining", type: "linux", filesystem: "btrfs", mount: "/" },
      ],
    },
  },
};

const complete: StorageSection = {
  ...rootOnly,
  btrfs_subvolumes: {
    "/dev/sda2": [
      { name: "@", mount: "/" },
      { name: "@home", mount: "/home" },
      { name: "@blockchain", mount: "/var/lib/blockchain" },
    ],
  },
};

describe("without a section", () => {
  const { layout, problems } = readLayout(undefined);

  test("the layout is GPT with BIOS boot, ESP and btrfs, and adds nothing by surprise", () => {
    expect(problems).toEqual([]);
    expect(layout.additions).toEqual([]);
    expect(layout.disks[0]?.partitions.map(({ number, type, size }) => [number, type, size])).toEqual([
      [1, "bios", "1M"],
      [2, "efi", "512M"],
      [3, "linux", "remaining"],
    ]);
  });

  test("every subvolume is mounted, parents first, compressed", () => {
    expect(mountTable(layout)).toEqual([
      "/ target3 @ noatime,compress=zstd:1",
      "/.snapshots target3 @snapshots noatime,compress=zstd:1",
      "/home target3 @home noatime,compress=zstd:1",
      "/boot/efi target2 - umask=0077",
      "/var/log target3 @log noatime,compress=zstd:1",
      "/var/lib/groundstate target3 @ledger noatime,compress=zstd:1",
    ]);
    expect(layout.disks[0]?.partitions[2]?.filesystem?.label).toBe("groundstate");
  });
});

describe("a layout of the user's own", () => {
  test("gets what every install needs, and is told so", () => {
    const { layout, problems } = readLayout(complete);

    expect(problems).toEqual([]);
    expect(layout.disks[0]?.partitions.map(({ number, type }) => [number, type])).toEqual([
      [1, "efi"],
      [2, "linux"],
      [3, "bios"],
    ]);
    expect(mountTable(layout)).toContain("/var/lib/groundstate /dev/sda2 @ledger noatime,compress=zstd:1");
    expect(mountTable(layout)).toContain("/var/lib/blockchain /dev/sda2 @blockchain noatime,compress=zstd:1");
    expect(layout.additions).toEqual([
      "partition 3 on /dev/sda (BIOS boot, 1M) added, so that the disk boots on BIOS",
      "subvolume @ledger at /var/lib/groundstate added on /dev/sda2, so that rolling the system back never rewrites history",
      "subvolume @snapshots at /.snapshots added on /dev/sda2, for the snapshots of the root file system",
    ]);
  });

  test("with no subvolumes named gets the default ones", () => {
    const { layout, problems } = readLayout(rootOnly);

    expect(problems).toEqual([]);
    expect(layout.disks[0]?.partitions[1]?.filesystem?.subvolumes).toEqual([
      "@",
      "@home",
      "@log",
      "@ledger",
      "@snapshots",
    ]);
  });

  test("may give options to a mount that a subvolume already has", () => {
    const { layout, problems } = readLayout({
      ...complete,
      filesystems: { "/dev/sda2": { type: "btrfs", label: "proxmox" } },
      mounts: {
        "/": { device: "/dev/sda2", subvol: "@", options: "compress=zstd:3,relatime" },
        "/boot/efi": { device: "/dev/sda1", fstype: "vfat" },
      },
    });

    expect(problems).toEqual([]);
    expect(mountTable(layout)[0]).toBe("/ /dev/sda2 @ compress=zstd:3,relatime");
    expect(layout.disks[0]?.partitions[1]?.filesystem?.label).toBe("proxmox");
  });

  test("has one compression for a whole btrfs: that of the first mount", () => {
    const { layout, problems } = readLayout({
      btrfs_subvolumes: {
        target3: [
          { name: "@", mount: "/", options: "compress=zstd:3" },
          { name: "@log", mount: "/var/log" },
          { name: "@srv", mount: "/srv", options: ["compress=lzo"] },
        ],
      },
    });

    expect(mountTable(layout)).toContain("/var/log target3 @log noatime,compress=zstd:3");
    expect(mountTable(layout)).toContain("/srv target3 @srv noatime,compress=zstd:3");
    expect(problems.map(({ severity, pointer }) => [severity, pointer])).toEqual([
      ["warning", "/btrfs_subvolumes/target3/2"],
    ]);
  });

  test("may say only the subvolumes, on the default partitions", () => {
    const { layout, problems } = readLayout({
      btrfs_subvolumes: {
        target3: [
          { name: "@", mount: "/" },
          { name: "@srv", mount: "/srv" },
        ],
      },
    });

    expect(problems).toEqual([]);
    expect(layout.mounts.map(({ mountpoint }) => mountpoint)).toEqual([
      "/",
      "/.snapshots",
      "/srv",
      "/boot/efi",
      "/var/lib/groundstate",
    ]);
  });

  test("names partitions as the kernel does: nvme0n1p2, by-id …-part2", () => {
    for (const [disk, root] of [
      ["/dev/nvme0n1", "/dev/nvme0n1p1"],
      ["/dev/disk/by-id/ata-X", "/dev/disk/by-id/ata-X-part1"],
      ["target", "target1"],
    ] as const) {
      const section: StorageSection = {
        devices: {
          [disk]: { partition_table: "gpt", partitions: [{ number: 1, size: "remaining", type: "linux" }] },
        },
        mounts: { "/": { device: root, subvol: "@" } },
        btrfs_subvolumes: { [root]: [{ name: "@" }] },
      };
      expect(readLayout(section).problems).toEqual([]);
      expect(Check(storageSchema, section)).toBe(true);
    }
  });
});

function mountTable({ mounts }: Layout): string[] {
  return mounts.map(({ mountpoint, disk, number, subvolume, options }) =>
    [mountpoint, `${disk}${number}`, subvolume ?? "-", options.join(",")].join(" "),
  );
}
