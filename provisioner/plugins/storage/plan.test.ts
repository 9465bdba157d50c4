import { describe, expect, test } from "vitest";
import { parseFstab } from "../fstab.ts";
import { normaliseStorage } from "./normalise.ts";
import { partitionTypeGuids } from "./partition-types.ts";
import { mebibyte } from "./placement.ts";
import { planStorage } from "./plan.ts";
import type { CurrentStorage } from "./query.ts";
import type { StorageSection } from "./schema.ts";

const section: StorageSection = {
  filesystems: { target3: { type: "btrfs", label: "groundstate" } },
  mounts: { "/": { device: "target3", subvol: "@", options: "compress=zstd:3" } },
};

describe("an installed machine", () => {
  test("that is as the document says plans nothing", () => {
    const actions = planStorage(machine({}), section);

    expect(actions.filter(({ kind }) => kind !== "noop")).toEqual([]);
    expect(actions.map(({ resource }) => resource)).toContain("mount/var/lib/groundstate");
    expect(new Set(actions.map(({ resource }) => resource)).size).toBe(actions.length);
  });

  test("has no logical volumes from here, and the plan says so", () => {
    const [refused, ...others] = planStorage(machine({}), { ...section, volumes: { data: {} } }).filter(
      ({ kind }) => kind !== "noop",
    );

    expect(refused?.refused).toContain("there is no backend for LVM yet");
    expect(others).toEqual([]);
  });

  test("that was installed as /dev/sda and is /dev/vda now plans nothing", () => {
    const named: StorageSection = {
      devices: {
        "/dev/sda": {
          partition_table: "gpt",
          partitions: [
            { number: 1, size: "1M", type: "bios" },
            { number: 2, size: "512M", type: "efi" },
            { number: 3, size: "remaining", type: "linux", mount: "/" },
          ],
        },
      },
      mounts: { "/": { device: "/dev/sda3", options: "compress=zstd:3" } },
    };
    expect(planStorage(machine({}), named).filter(({ kind }) => kind !== "noop")).toEqual([]);
  });

  test.each<[string, Partial<CurrentStorage>, string, RegExp]>([
    ["a subvolume is gone", { subvolumes: [] }, "subvolume/target3/@home", /there is no subvolume @home/],
    [
      "another subvolume is mounted",
      { mounts: [mount("/", "/old"), ...machine({}).mounts.slice(1)] },
      "mount/",
      /subvol is \/old, not \/@/,
    ],
    [
      "a mount is gone",
      { mounts: machine({}).mounts.slice(0, 1) },
      "mount/home",
      /there is no file system mounted at \/home/,
    ],
    ["an option is gone from fstab", { fstab: [] }, "mount/", /options in \/etc\/fstab is absent/],
    [
      "the partition is gone",
      { partitions: [] },
      "partition/target2",
      /there is no partition 2 of \/dev\/vda/,
    ],
    [
      "the table is another",
      { partitions: [{ path: "/dev/vda3", bytes: 1, table: "dos", guid: "83" }] },
      "partition/target3",
      /partition_table is dos, not gpt, type is 83/,
    ],
    ["/ lies on no disk", { disk: undefined, rootDevice: "overlay" }, "mount/", /on overlay/],
  ])("says so when %s, and refuses to change it", (_, difference, resource, reason) => {
    const action = planStorage(machine(difference), section).find(
      candidate => candidate.resource === resource,
    );

    expect(action?.refused).toMatch(reason);
    expect(action?.operations).toEqual([]);
    expect(action?.changes.length).toBeGreaterThan(0);
  });
});

describe("a layout that the document only implies", () => {
  const told = (difference: Partial<CurrentStorage>) =>
    planStorage(machine(difference), {}).filter(({ kind }) => kind !== "noop");

  test("holds with whatever further options somebody mounts it", () => {
    const fstab = parseFstab("UUID=1 / btrfs compress=zstd:9\nUUID=2 /boot/efi vfat noauto\n");

    expect(told({ fstab })).toEqual([]);
  });

  test("that differs is told, with the way to write down what the disk is, and is no reason to refuse", () => {
    const [action, ...others] = told({
      mounts: [mount("/", "/@snapshots/1"), ...machine({}).mounts.slice(1)],
    });

    expect(others).toEqual([]);
    expect(action).toMatchObject({
      resource: "mount/",
      changes: [{ path: "subvol", from: "/@snapshots/1", to: "/@" }],
      operations: [],
    });
    expect(action?.refused).toBeUndefined();
    expect(action?.advisory).toMatch(/subvol is \/@snapshots\/1, not \/@; .*write under plugins.storage/);
  });
});

test("fstab is read past comments, tabs and spaces", () => {
  expect(parseFstab("# x\n\nUUID=1\t/ btrfs  noatime,subvol=/@ 0 0\n")).toEqual([
    { device: "UUID=1", mountpoint: "/", options: ["noatime", "subvol=/@"] },
  ]);
});

test("a list of disks is read as the map", () => {
  const partitions = [{ number: 1, size: "1G", type: "efi" }];
  expect(normaliseStorage({ disks: [{ device: "/dev/sda", partition_table: "gpt", partitions }] })).toEqual({
    devices: { "/dev/sda": { partition_table: "gpt", partitions } },
  });
  expect(normaliseStorage({ disks: "sda" })).toEqual({ disks: "sda" });
});

function machine(difference: Partial<CurrentStorage>): CurrentStorage {
  return {
    disk: "/dev/vda",
    rootDevice: "/dev/vda3",
    partitions: [
      { path: "/dev/vda1", table: "gpt", bytes: mebibyte, guid: partitionTypeGuids.bios },
      {
        path: "/dev/vda2",
        table: "gpt",
        bytes: 512 * mebibyte,
        guid: partitionTypeGuids.efi,
        fstype: "vfat",
        label: "ESP",
      },
      {
        path: "/dev/vda3",
        table: "gpt",
        bytes: 9000 * mebibyte,
        guid: partitionTypeGuids.linux,
        fstype: "btrfs",
        label: "groundstate",
      },
    ],
    mounts: [
      mount("/", "/@"),
      mount("/home", "/@home"),
      mount("/var/log", "/@log"),
      mount("/var/lib/groundstate", "/@ledger"),
      mount("/.snapshots", "/@snapshots"),
      { mountpoint: "/boot/efi", device: "/dev/vda2", type: "vfat", root: "/" },
    ],
    subvolumes: ["@", "@home", "@log", "@ledger", "@snapshots"].map(name => ({ device: "/dev/vda3", name })),
    fstab: [
      { device: "UUID=1", mountpoint: "/", options: ["noatime", "compress=zstd:3", "subvol=/@"] },
      ...["/home", "/var/log", "/var/lib/groundstate", "/.snapshots"].map(mountpoint => ({
        device: "UUID=1",
        mountpoint,
        options: ["noatime", "compress=zstd:3"],
      })),
      { device: "UUID=2", mountpoint: "/boot/efi", options: ["umask=0077"] },
    ],
    ...difference,
  };
}

function mount(mountpoint: string, root: string): CurrentStorage["mounts"][number] {
  return { mountpoint, device: "/dev/vda3", type: "btrfs", root };
}
