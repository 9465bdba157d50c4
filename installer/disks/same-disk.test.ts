import { describe, expect, it } from "vitest";
import type { Disk } from "./disk.ts";
import { changeSince } from "./same-disk.ts";

const disk: Disk = {
  path: "/dev/sdb",
  links: [],
  serial: "A",
  wwn: undefined,
  model: "M",
  transport: "sata",
  rotational: false,
  size: 16 * 1024 ** 3,
  removable: false,
  readOnly: false,
  contents: [{ path: "/dev/sdb1", what: "ext4", inUse: "mounted at /mnt" }],
  spanning: [],
};

describe("changeSince", () => {
  it("accepts the same disk with the same data, mounted or not", () => {
    const other = { ...disk, path: "/dev/sda", serial: "B" };
    const unmounted = { ...disk, contents: [{ path: "/dev/sdb1", what: "ext4" }] };

    expect(changeSince(disk, [other, unmounted])).toBeUndefined();
  });

  it.each([
    ["no disk /dev/sdb any more", { path: "/dev/sdc" }],
    ["may not be touched: it is the boot medium", { excluded: "it is the boot medium" }],
    ["another disk at this path", { serial: "B" }],
    ["another disk at this path", { wwn: "0x5" }],
    ["another disk at this path", { model: undefined }],
    ["another disk at this path", { size: disk.size + 512 }],
    ["other data on /dev/sdb", { contents: [] }],
    ["other data on /dev/sdb", { contents: [{ path: "/dev/sdb1", what: "btrfs" }] }],
    ["also part of: RAID array md0", { spanning: [{ what: "RAID array md0", with: ["/dev/sdc"] }] }],
  ])("refuses: %s", (reason, change) => {
    expect(changeSince(disk, [{ ...disk, ...change }])).toContain(reason);
  });
});
