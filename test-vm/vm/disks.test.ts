import { mkdtemp, open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createDisk, type Disk, fingerprint, megabytesWithData } from "./disks.ts";

async function write(disk: Disk, position: number, bytes: Buffer): Promise<void> {
  const file = await open(disk.path, "r+");
  await file.write(bytes, 0, bytes.length, position);
  await file.close();
}

test("one changed byte changes the fingerprint, and changing it back restores it", async () => {
  const disk = await createDisk(await mkdtemp(join(tmpdir(), "disk-")), { name: "a", gib: 1 });
  const empty = await fingerprint(disk);

  await write(disk, 777_777_777, Buffer.from([1]));
  const changed = await fingerprint(disk);
  await write(disk, 777_777_777, Buffer.from([0]));

  expect(changed).not.toBe(empty);
  expect(await fingerprint(disk)).toBe(empty);
});

test("the same bytes at another place are another disk", async () => {
  const folder = await mkdtemp(join(tmpdir(), "disk-"));
  const [one, other] = [
    await createDisk(folder, { name: "one", gib: 1 }),
    await createDisk(folder, { name: "other", gib: 1 }),
  ];
  await write(one, 0, Buffer.from("groundstate"));
  await write(other, 512 * 1024 * 1024, Buffer.from("groundstate"));

  expect(await fingerprint(one)).not.toBe(await fingerprint(other));
});

test("every byte of an extent lies in a megabyte that is read", () => {
  const extent = fc.record({
    start: fc.nat(2 ** 36),
    length: fc.integer({ min: 1, max: 2 ** 24 }),
    data: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(extent, { maxLength: 20 }), extents => {
      const numbers = new Set(megabytesWithData(JSON.stringify(extents)));
      const written = extents.filter(({ data }) => data);
      return written.every(
        ({ start, length }) =>
          numbers.has(Math.floor(start / 2 ** 20)) && numbers.has(Math.floor((start + length - 1) / 2 ** 20)),
      );
    }),
  );
});
