import { expect, test } from "vitest";
import type { StorageSection } from "../../provisioner/plugins/storage/schema.ts";
import type { Disk } from "../disks/disk.ts";
import { describePlan, planTarget } from "./target-plan.ts";

const gibibyte = 1024 ** 3;

const disk: Disk = {
  path: "/dev/vda",
  links: ["/dev/disk/by-id/virtio-A"],
  serial: "A",
  wwn: undefined,
  model: undefined,
  transport: "virtio",
  rotational: false,
  size: 16 * gibibyte,
  removable: false,
  readOnly: false,
  contents: [{ path: "/dev/vda1", what: "LVM2_member" }],
  spanning: [{ what: "volume group data", with: ["/dev/vdb", "/dev/vdc"] }],
};

test("the plan says which disk, what is destroyed on it and on others, and what will be there", () => {
  const { plan, problems } = planTarget(undefined, disk);

  expect(problems).toEqual([]);
  expect(plan && describePlan(plan)).toEqual([
    "Target disk: /dev/vda (16G, virtio, serial A)",
    "DESTROYED on it: /dev/vda1: LVM2_member",
    "Also part of: volume group data (with /dev/vdb, /dev/vdc): it will not work any more",
    "Partition 1: BIOS boot, 1M",
    "Partition 2: EFI system, 512M, vfat, /boot/efi",
    "Partition 3: Linux, 15869M, btrfs, @ on /, @snapshots on /.snapshots, @home on /home, @log on /var/log, @ledger on /var/lib/groundstate",
  ]);
});

test("what the installer adds to a layout is said", () => {
  const { plan } = planTarget(layoutOn("target"), disk);
  expect(plan && describePlan(plan).at(-1)).toMatch(/^Added: subvolume @snapshots/);
});

test("a layout may name the disk by its path or a link of it", () => {
  for (const name of ["/dev/vda", "/dev/disk/by-id/virtio-A"])
    expect(planTarget(layoutOn(name), disk).problems).toEqual([]);
});

test("a layout of another disk than the chosen one is refused", () => {
  const { plan, problems } = planTarget(layoutOn("/dev/sda"), disk);

  expect(plan).toBeUndefined();
  expect(problems.map(({ pointer, found }) => [pointer, found])).toEqual([
    [
      "/plugins/storage/devices/~1dev~1sda",
      "/dev/sda, while bootstrap.device chooses /dev/vda (16G, virtio, serial A)",
    ],
  ]);
});

test("a disk too small for a root file system is refused with both figures", () => {
  const { problems } = planTarget(undefined, { ...disk, size: 2 * gibibyte });
  expect(problems.map(({ stage, found, needs }) => [stage, found, needs])).toEqual([
    ["hardware", "1533M for the root file system on /dev/vda (2G, virtio, serial A)", "at least 2048M"],
  ]);
});

test("problems of the layout come with pointers into the whole document", () => {
  const { problems } = planTarget({ filesystems: { target9: { type: "btrfs" } } }, disk);
  expect(problems.map(({ pointer }) => pointer)).toEqual(["/plugins/storage/filesystems/target9"]);
});

function layoutOn(name: string): StorageSection {
  return {
    devices: {
      [name]: {
        partition_table: "gpt",
        partitions: [
          { number: 1, size: "512M", type: "efi" },
          { number: 2, size: "remaining", type: "linux", mount: "/" },
        ],
      },
    },
    ...(name === "target" && { btrfs_subvolumes: { target2: [{ name: "@", mount: "/" }] } }),
  };
}
