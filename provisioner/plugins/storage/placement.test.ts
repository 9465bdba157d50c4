import fc from "fast-check";
import { expect, test } from "vitest";
import type { DiskLayout } from "./layout.ts";
import { mebibyte, placePartitions } from "./placement.ts";
import { readLayout } from "./read-layout.ts";

const gibibyte = 1024 * mebibyte;

test("the default layout fills a 16 GiB disk: 1 MiB, 512 MiB, the rest", () => {
  const { partitions, problems } = placePartitions(defaultDisk(), 16 * gibibyte);

  expect(problems).toEqual([]);
  expect(partitions.map(({ offset, bytes }) => [offset / mebibyte, bytes / mebibyte])).toEqual([
    [1, 1],
    [2, 512],
    [514, 16 * 1024 - 515],
  ]);
});

test("BIOS boot lies first on the disk, whatever its number", () => {
  const disk = diskOf(["512M", "efi"], ["remaining", "linux"], ["1M", "bios"]);
  const { partitions } = placePartitions(disk, 4 * gibibyte);

  expect(partitions.map(({ number, offset }) => [number, offset / mebibyte])).toEqual([
    [1, 2],
    [2, 514],
    [3, 1],
  ]);
});

test("what does not fit is said with both figures", () => {
  const { problems } = placePartitions(diskOf(["8G", "linux"], ["60%", "linux"]), 10 * gibibyte);

  expect(problems).toEqual([
    {
      stage: "hardware",
      pointer: "/devices/target/partitions",
      found: "a disk of 10240M with 10238M for partitions",
      needs: "at least 14336M for these partitions",
      fix: "make the partitions smaller or choose a larger disk",
    },
  ]);
});

test("an ESP too small for firmware is named", () => {
  const { problems } = placePartitions(diskOf(["8M", "efi"], ["remaining", "linux"]), 10 * gibibyte);
  expect(problems.map(({ pointer, found }) => [pointer, found])).toEqual([
    ["/p/0/size", "8M for partition 1 (efi)"],
  ]);
});

test("partitions never overlap, never leave the disk, and lie on whole MiB", () => {
  const size = fc.constantFrom("1M", "100M", "3G", "10%", "33.3%", "1500000", "2GB");
  const type = fc.constantFrom("bios" as const, "efi" as const, "linux" as const, "swap" as const);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(size, type), { minLength: 1, maxLength: 6 }),
      fc.boolean(),
      fc.integer({ min: mebibyte, max: 40 * gibibyte }),
      (wishes, rest, bytes) => {
        const disk = diskOf(...wishes, ...(rest ? [["remaining", "linux"] as const] : []));
        const { partitions, problems } = placePartitions(disk, bytes);
        if (problems.length > 0) return;
        let end = mebibyte;
        for (const partition of [...partitions].sort((a, b) => a.offset - b.offset)) {
          expect(partition.offset).toBe(end);
          expect(partition.bytes).toBeGreaterThan(0);
          expect(partition.bytes % mebibyte).toBe(0);
          end = partition.offset + partition.bytes;
        }
        expect(end).toBeLessThanOrEqual(bytes - mebibyte);
        if (rest) expect(end).toBeGreaterThan(bytes - 2 * mebibyte);
      },
    ),
  );
});

function defaultDisk(): DiskLayout {
  const [disk] = readLayout(undefined).layout.disks;
  if (!disk) throw new Error("the default layout has no disk");
  return disk;
}

function diskOf(...wishes: (readonly [string, "bios" | "efi" | "linux" | "swap"])[]): DiskLayout {
  return {
    name: "target",
    pointer: "/devices/target",
    partitions: wishes.map(([size, type], index) => ({
      number: index + 1,
      size,
      type,
      name: type,
      pointer: `/p/${index}`,
    })),
  };
}
