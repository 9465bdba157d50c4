import { expect, test } from "vitest";
import type { StateDocument } from "../../state/document.ts";
import { storagePlugin } from "./index.ts";
import { readLayout } from "./read-layout.ts";
import { keptStorage, storageSection } from "./section.ts";

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
