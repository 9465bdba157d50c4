import { expect, test } from "vitest";
import type { StateDocument } from "../../state/document.ts";
import { storagePlugin } from "./index.ts";
import { normaliseStorage } from "./normalise.ts";
import { readLayout } from "./read-layout.ts";
import { isImplied, keptStorage, storageSection } from "./section.ts";

const chosen: StateDocument = { version: 1, bootstrap: { device: "/dev/vda" }, plugins: {} };

test("a document that only chooses the disk keeps the layout that the installer gives it", () => {
  const kept = storagePlugin.section(chosen);

  expect(readLayout(kept === undefined ? undefined : {})).toEqual(readLayout(storageSection(chosen)));
  expect(kept === undefined ? undefined : storagePlugin.open(kept).check(chosen)).toEqual([]);
});

test("a document that says nothing of disks leaves them alone", () => {
  expect(keptStorage({ version: 1, bootstrap: { hostname: "web1" }, plugins: {} })).toBeUndefined();
  expect(keptStorage({ version: 1, plugins: {} })).toBeUndefined();
});

test("a section of its own is what counts", () => {
  const section = { filesystems: { target3: { type: "btrfs" } } };

  expect(keptStorage({ ...chosen, plugins: { storage: section } })).toBe(section);
});

test("a list of disks and of volumes is read; what part of a disk it describes is no mistake unless it is to be installed on", () => {
  const section = normaliseStorage({
    volumes: [{ name: "data-pool", type: "lvm", size: "500G", state: "present" }],
    disks: [
      {
        device: "/dev/sda",
        partition_table: "gpt",
        partitions: [{ number: 1, size: "1G", type: "efi" }],
      },
    ],
  });
  const errors = (document: StateDocument) =>
    storagePlugin
      .open(section)
      .check(document)
      .filter(({ severity }) => severity !== "warning")
      .map(({ found }) => found);

  expect(errors({ version: 1, plugins: {} })).toEqual([]);
  expect(errors(chosen)).toEqual(["no mount for /"]);
});

test("volumes alone say nothing of the layout of the disk", () => {
  expect(isImplied({ volumes: { data: { type: "lvm" } } })).toBe(true);
  expect(isImplied({ volumes: {}, filesystems: {} })).toBe(false);
});
