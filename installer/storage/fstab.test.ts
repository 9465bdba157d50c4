import { expect, test } from "vitest";
import { parseFstab } from "../../provisioner/plugins/fstab.ts";
import { partitionTypeGuids } from "../../provisioner/plugins/storage/partition-types.ts";
import { placePartitions } from "../../provisioner/plugins/storage/placement.ts";
import { planStorage } from "../../provisioner/plugins/storage/plan.ts";
import type { CurrentStorage } from "../../provisioner/plugins/storage/query.ts";
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

test("a disk installed with the default layout holds ever after, and a subvolume that goes is told", () => {
  const installed = installedByDefault();
  const different = (current: CurrentStorage): string[] =>
    planStorage(current, {}).flatMap(({ kind, resource }) => (kind === "noop" ? [] : [resource]));

  expect(different(installed)).toEqual([]);
  expect(different({ ...installed, subvolumes: installed.subvolumes.slice(0, -1) })).toEqual([
    "subvolume/target3/@snapshots",
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

/** What blkid, findmnt and btrfs show of a 16 GiB disk that the installer made without plugins.storage */
function installedByDefault(): CurrentStorage {
  const { layout } = readLayout(undefined);
  const [disk] = layout.disks;
  const { partitions } = disk ? placePartitions(disk, 16 * 1024 ** 3) : { partitions: [] };
  const pathOf = (number: number): string => `/dev/vda${number}`;
  const made = partitions.flatMap(({ number, filesystem }) =>
    filesystem ? [{ number, path: pathOf(number), type: filesystem.type, uuid: `uuid-${number}` }] : [],
  );
  return {
    disk: "/dev/vda",
    rootDevice: pathOf(3),
    partitions: partitions.map(({ number, bytes, type, filesystem }) => ({
      path: pathOf(number),
      bytes,
      table: "gpt",
      guid: partitionTypeGuids[type],
      ...(filesystem && { fstype: filesystem.type }),
      ...(filesystem?.label && { label: filesystem.label }),
    })),
    mounts: layout.mounts.map(({ mountpoint, number, type, subvolume }) => ({
      mountpoint,
      device: pathOf(number),
      type,
      root: `/${subvolume ?? ""}`,
    })),
    subvolumes: ["@", "@home", "@log", "@ledger", "@snapshots"].map(name => ({ device: pathOf(3), name })),
    fstab: parseFstab(fstabText(layout, made)),
  };
}
