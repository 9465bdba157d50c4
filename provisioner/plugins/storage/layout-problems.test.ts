import { Check } from "@sinclair/typebox/value";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readLayout } from "./read-layout.ts";
import { type StorageSection, storageSchema } from "./schema.ts";

describe("problems", () => {
  const linux = { number: 1, size: "remaining", type: "linux", filesystem: "btrfs", mount: "/" } as const;
  const on = (
    ...partitions: NonNullable<StorageSection["devices"]>[string]["partitions"]
  ): StorageSection => ({
    devices: { target: { partition_table: "gpt", partitions } },
  });

  test.each<[string, StorageSection, string, RegExp]>([
    ["no root", on({ ...linux, mount: "/srv" }), "", /no mount for \//],
    ["root on ext4", on({ ...linux, filesystem: "ext4" }), "/devices/target/partitions/0", /ext4/],
    [
      "a number twice",
      on(linux, { number: 1, size: "1G", type: "linux" }),
      "/devices/target/partitions/1/number",
      /second time/,
    ],
    [
      "a gap",
      on(linux, { number: 9, size: "1G", type: "linux" }),
      "/devices/target/partitions",
      /1, 2, 3, 9/,
    ],
    [
      "two rests",
      on(linux, { number: 2, size: "remaining", type: "linux" }),
      "/devices/target/partitions/1/size",
      /remaining/,
    ],
    [
      "no size",
      on(linux, { number: 2, size: "0", type: "linux" }),
      "/devices/target/partitions/1/size",
      /"0"/,
    ],
    [
      "a mount twice",
      on(linux, { number: 2, size: "1G", type: "linux", mount: "/" }),
      "/devices/target/partitions/1/mount",
      /second time/,
    ],
    [
      "swap mounted",
      on(linux, { number: 2, size: "1G", type: "swap", mount: "/x" }),
      "/devices/target/partitions/1/mount",
      /swap/,
    ],
    [
      "bios formatted",
      on(linux, { number: 2, size: "1M", type: "bios", filesystem: "vfat" }),
      "/devices/target/partitions/1/filesystem",
      /bios/,
    ],
    [
      "an unknown partition",
      { filesystems: { target7: { type: "btrfs" } } },
      "/filesystems/target7",
      /target7/,
    ],
    ["an unknown device", { mounts: { "/x": { device: "/dev/sdb1" } } }, "/mounts/~1x/device", /sdb1/],
    [
      "an unknown subvolume",
      { mounts: { "/x": { device: "target3", subvol: "@x" } } },
      "/mounts/~1x/subvol",
      /@x/,
    ],
    [
      "the kernel's folders",
      on(linux, { number: 2, size: "1G", type: "linux", mount: "/proc/x" }),
      "/devices/target/partitions/1/mount",
      /proc/,
    ],
    [
      "snapshots elsewhere",
      on(linux, { number: 2, size: "1G", type: "linux", mount: "/.snapshots" }),
      "/devices/target/partitions/1/mount",
      /snapshots/,
    ],
    [
      "the ledger's name taken",
      { btrfs_subvolumes: { target3: [{ name: "@ledger", mount: "/x" }] } },
      "/btrfs_subvolumes/target3/0",
      /@ledger/,
    ],
    [
      "the root on the top level",
      {
        ...on({ number: 1, size: "remaining", type: "linux" }),
        mounts: { "/": { device: "target1" } },
        btrfs_subvolumes: { target1: [] },
      },
      "/mounts/~1",
      /top level/,
    ],
    [
      "an option that is a subvolume",
      { mounts: { "/x": { device: "target3", options: "subvolid=5" } } },
      "/mounts/~1x/options",
      /subvolume/,
    ],
    [
      "a long FAT label",
      { filesystems: { target2: { type: "vfat", label: "a-long-label-x" } } },
      "/filesystems/target2/label",
      /14 characters/,
    ],
    [
      "a second disk",
      {
        devices: {
          target: { partition_table: "gpt", partitions: [linux] },
          "/dev/sdb": { partition_table: "gpt", partitions: [] },
        },
      },
      "/devices/~1dev~1sdb",
      /second disk/,
    ],
    [
      "two file systems",
      { ...on(linux), filesystems: { target1: { type: "ext4" } } },
      "/filesystems/target1/type",
      /ext4/,
    ],
  ])("%s", (_, section, pointer, found) => {
    expect(Check(storageSchema, section)).toBe(true);
    const { problems } = readLayout(section);

    const problem = problems.find(candidate => candidate.pointer === pointer);
    expect(problem, JSON.stringify(problems)).toBeDefined();
    expect(problem?.found).toMatch(found);
    expect(problem?.needs).not.toBe("");
    expect(problem?.fix).not.toBe("");
  });

  test("are all reported at once", () => {
    const { problems } = readLayout({
      ...on(linux, { number: 1, size: "remaining", type: "linux" }),
      filesystems: { target9: { type: "btrfs" } },
    });
    expect(problems.map(({ pointer }) => pointer)).toEqual([
      "/devices/target/partitions/1/number",
      "/devices/target/partitions/1/size",
      "/filesystems/target9",
    ]);
  });
});

describe("for any section", () => {
  const sections = fc.record(
    {
      devices: fc.dictionary(
        fc.constantFrom("target", "/dev/sda", "/dev/nvme0n1"),
        fc.record({
          partition_table: fc.constant("gpt" as const),
          partitions: fc.array(
            fc.record(
              {
                number: fc.integer({ min: 1, max: 4 }),
                size: fc.constantFrom("1M", "512M", "30%", "remaining", "0"),
                type: fc.constantFrom("bios" as const, "efi" as const, "linux" as const, "swap" as const),
                filesystem: fc.constantFrom(
                  "vfat" as const,
                  "btrfs" as const,
                  "ext4" as const,
                  "swap" as const,
                ),
                mount: fc.constantFrom("/", "/srv", "/boot/efi", "/.snapshots", "/proc"),
              },
              { requiredKeys: ["number", "size", "type"] },
            ),
            { maxLength: 4 },
          ),
        }),
      ),
      btrfs_subvolumes: fc.dictionary(
        fc.constantFrom("target1", "target3", "/dev/sda2"),
        fc.array(
          fc.record(
            {
              name: fc.constantFrom("@", "@home", "@ledger"),
              mount: fc.constantFrom("/", "/home", "/.snapshots"),
            },
            { requiredKeys: ["name"] },
          ),
          { maxLength: 3 },
        ),
      ),
    },
    { requiredKeys: [] },
  );

  test("a layout without problems boots on both firmwares and keeps ledger and snapshots apart", () => {
    fc.assert(
      fc.property(sections, section => {
        const { layout, problems } = readLayout(section);
        if (problems.length > 0) return;
        const types = layout.disks[0]?.partitions.map(({ type }) => type);
        expect(types).toContain("bios");
        expect(types).toContain("efi");
        const points = layout.mounts.map(({ mountpoint }) => mountpoint);
        expect(points[0]).toBe("/");
        for (const needed of ["/var/lib/groundstate", "/.snapshots", "/boot/efi"])
          expect(points).toContain(needed);
        expect(new Set(points).size).toBe(points.length);
      }),
      { numRuns: 2000 },
    );
  });

  test("every mount comes after its parents, and every mounted subvolume is one that will be made", () => {
    fc.assert(
      fc.property(sections, section => {
        const { layout } = readLayout(section);
        for (const [index, mount] of layout.mounts.entries()) {
          const later = layout.mounts.slice(index + 1);
          expect(later.some(({ mountpoint }) => mount.mountpoint.startsWith(`${mountpoint}/`))).toBe(false);
          const partition = layout.disks
            .find(({ name }) => name === mount.disk)
            ?.partitions.find(({ number }) => number === mount.number);
          if (mount.subvolume) expect(partition?.filesystem?.subvolumes).toContain(mount.subvolume);
        }
      }),
    );
  });
});
