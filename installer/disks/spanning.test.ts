import { afterEach, expect, test } from "vitest";
import { type FakeHost, fakeHost } from "../fake-host.fixture.ts";
import { parseBlockDevices } from "./block-devices.ts";
import { spanningVolumes } from "./spanning.ts";

let host: FakeHost | undefined;
afterEach(() => host?.remove());

/** What each disk shares with others on a machine with these disks, when pvs and blkid answer so */
async function spanning(
  disks: object[],
  answers: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  host = await fakeHost(answers);
  const devices = parseBlockDevices(JSON.stringify({ blockdevices: disks }));
  return Object.fromEntries(await spanningVolumes(host, devices));
}

test("a volume group on two disks is found, running or not, and one on a single disk is none", async () => {
  // What pvs of lvm2 2.03 says
  const pvs = JSON.stringify({
    report: [
      {
        pv: [
          { pv_name: "/dev/sda2", vg_name: "data", vg_uuid: "u1" },
          { pv_name: "/dev/mapper/crypt", vg_name: "data", vg_uuid: "u1" },
          { pv_name: "/dev/sda3", vg_name: "local", vg_uuid: "u2" },
          { pv_name: "/dev/sda4", vg_name: "local", vg_uuid: "u2" },
          { pv_name: "/dev/sdc1", vg_name: "local", vg_uuid: "u3" },
          { pv_name: "/dev/sdc2", vg_name: "", vg_uuid: "" },
          { pv_name: "/dev/sda5", vg_name: "", vg_uuid: "" },
        ],
      },
    ],
  });
  const lvm = { fstype: "LVM2_member" };
  const crypt = node("/dev/mapper/crypt", "crypt", lvm);
  const disks = [
    disk(
      "/dev/sda",
      [2, 3, 4, 5].map(n => part(`/dev/sda${n}`, lvm)),
    ),
    disk("/dev/sdb", [part("/dev/sdb1", { fstype: "crypto_LUKS" }, [crypt])]),
    disk("/dev/sdc", [part("/dev/sdc1", lvm), part("/dev/sdc2", lvm)]),
  ];

  expect(await spanning(disks, { pvs })).toEqual({
    "/dev/sda": [{ what: "volume group data", with: ["/dev/sdb"] }],
    "/dev/sdb": [{ what: "volume group data", with: ["/dev/sda"] }],
  });
});

test.each([
  ["linux_raid_member", 'RAID array "box:0"', "box:0"],
  ["btrfs", 'btrfs "pool"', "pool"],
  ["zfs_member", 'ZFS pool "tank"', "tank"],
])("%s on three disks is found by the UUID of the whole", async (fstype, what, label) => {
  const member = { fstype, label, uuid: "whole" };
  const disks = [
    disk("/dev/sda", [part("/dev/sda1", member)]),
    { ...disk("/dev/sdb", []), ...member },
    disk("/dev/sdc", [part("/dev/sdc1", member)]),
  ];

  const found = await spanning(disks, { "blkid --probe --output value --match-tag UUID_SUB /dev/sda1": "a" });

  expect(found["/dev/sdb"]).toEqual([{ what, with: ["/dev/sda", "/dev/sdc"] }]);
  expect(Object.keys(found)).toHaveLength(3);
});

test("two file systems of the same name have nothing to do with each other", async () => {
  const named = { fstype: "btrfs", label: "groundstate" };
  const disks = [
    disk("/dev/sda", [part("/dev/sda3", { ...named, uuid: "one" })]),
    disk("/dev/sdb", [part("/dev/sdb3", { ...named, uuid: "two" })]),
  ];

  expect(await spanning(disks)).toEqual({});
});

test("nor has a disk with its copy", async () => {
  const copied = { fstype: "btrfs", uuid: "whole" };
  const disks = [
    disk("/dev/sda", [part("/dev/sda3", copied)]),
    disk("/dev/sdb", [part("/dev/sdb3", copied)]),
  ];

  expect(await spanning(disks, { blkid: "the-same-member\n" })).toEqual({});
});

test("what only runs on several disks is found as well, once, not again for each layer on top", async () => {
  const inside = node("/dev/mapper/secret", "crypt", { fstype: "ext4" });
  const array = node("/dev/md126", "raid1", { fstype: "crypto_LUKS" }, [inside]);
  const member = { fstype: "isw_raid_member" };
  const disks = [
    { ...disk("/dev/sda", [array]), ...member },
    { ...disk("/dev/sdb", [array]), ...member },
  ];

  expect(await spanning(disks)).toEqual({
    "/dev/sda": [{ what: "raid1 /dev/md126", with: ["/dev/sdb"] }],
    "/dev/sdb": [{ what: "raid1 /dev/md126", with: ["/dev/sda"] }],
  });
});

test("a machine without any of that starts no program for it", async () => {
  await spanning([disk("/dev/sda", [part("/dev/sda1", { fstype: "ext4", uuid: "x" })])]);
  expect(host?.ran).toEqual([]);
});

function disk(path: string, children: object[]): object {
  return node(path, "disk", {}, children);
}

function part(path: string, facts: object, children: object[] = []): object {
  return node(path, "part", facts, children);
}

function node(path: string, type: string, facts: object, children: object[] = []): object {
  return { path, type, size: 1e9, mountpoints: [], ...facts, children };
}
