import { expect, test } from "vitest";
import { readLayout } from "../../provisioner/plugins/storage/read-layout.ts";
import { fstabText } from "./fstab.ts";

test("the default layout becomes one line for each mount, by UUID, parents first", () => {
  const text = fstabText(readLayout(undefined).layout, [
    { number: 2, path: "/dev/vda2", type: "vfat", uuid: "AAAA-BBBB" },
    { number: 3, path: "/dev/vda3", type: "btrfs", uuid: "c0ffee" },
  ]);

  expect(text.split("\n").slice(1)).toEqual([
    "UUID=c0ffee\t/\tbtrfs\tnoatime,compress=zstd:1,subvol=/@\t0\t0",
    "UUID=c0ffee\t/.snapshots\tbtrfs\tnoatime,compress=zstd:1,subvol=/@snapshots\t0\t0",
    "UUID=c0ffee\t/home\tbtrfs\tnoatime,compress=zstd:1,subvol=/@home\t0\t0",
    "UUID=AAAA-BBBB\t/boot/efi\tvfat\tumask=0077\t0\t2",
    "UUID=c0ffee\t/var/log\tbtrfs\tnoatime,compress=zstd:1,subvol=/@log\t0\t0",
    "UUID=c0ffee\t/var/lib/groundstate\tbtrfs\tnoatime,compress=zstd:1,subvol=/@ledger\t0\t0",
    "",
  ]);
});

test("swap gets its line, what was not formatted gets none", () => {
  const { layout } = readLayout({
    devices: {
      target: {
        partition_table: "gpt",
        partitions: [
          { number: 1, size: "4G", type: "swap" },
          { number: 2, size: "remaining", type: "linux", mount: "/" },
        ],
      },
    },
  });
  const text = fstabText(layout, [{ number: 1, path: "/dev/vda1", type: "swap", uuid: "5afe" }]);
  expect(text.split("\n").slice(1)).toEqual(["UUID=5afe\tnone\tswap\tsw\t0\t0", ""]);
});
