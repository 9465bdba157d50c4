import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import type { BusCall } from "../../provisioner/host/bus.ts";
import { filesBelow } from "../../provisioner/host/files.ts";
import type { Host } from "../../provisioner/host/host.ts";
import { type Disk, describeContents } from "./disk.ts";
import { listDisks } from "./inventory.ts";

// What lsblk of util-linux 2.41 said in a live system with used disks: LVM, old btrfs, swap, md with LUKS, LUKS with LVM
const dirtyDisks = readFileSync(new URL("./dirty-disks.fixture.json", import.meta.url), "utf8");

describe("a live system with used disks", () => {
  let disks: Disk[] = [];
  beforeAll(async () => {
    disks = await listDisks(machine(dirtyDisks));
  });
  const contents = (path: string): string => {
    const disk = disks.find(candidate => candidate.path === path);
    return disk ? describeContents(disk) : "no such disk";
  };

  test("shows the disks, and neither loops nor zram nor the optical drive", () => {
    expect(disks.map(({ path }) => path)).toEqual([
      "/dev/vda",
      "/dev/vdb",
      "/dev/vdc",
      "/dev/vdd",
      "/dev/vde",
    ]);
  });

  test("shows what would be lost, down to the volumes on top", () => {
    expect(contents("/dev/vda")).toBe("nothing");
    expect(contents("/dev/vdb")).toBe(
      "/dev/vdb: GPT partition table; /dev/vdb1: LVM2_member; " +
        "/dev/mapper/old-data: ext4, mounted at /mnt/a/x; /dev/mapper/old-more: LVM volume; " +
        '/dev/vdb2: btrfs "oldroot", mounted at /mnt/b and mounted at /mnt/a; /dev/vdb3: swap, in use as swap',
    );
    expect(contents("/dev/vdd")).toContain("/dev/mapper/secret: ext4, mounted at /mnt/c");
  });

  test("shows what lies on several of them", () => {
    expect(
      disks.filter(({ spanning }) => spanning.length > 0).map(({ path, spanning }) => [path, spanning]),
    ).toEqual([
      ["/dev/vdc", [{ what: 'RAID array "groundstate-live:0"', with: ["/dev/vdd"] }]],
      ["/dev/vdd", [{ what: 'RAID array "groundstate-live:0"', with: ["/dev/vdc"] }]],
    ]);
  });

  test("takes from UDisks2 what lsblk does not know", () => {
    expect(disks[0]).toMatchObject({
      model: "VirtIO Disk",
      serial: "SERIAL-A",
      transport: "virtio",
      links: ["/dev/disk/by-id/virtio-SERIAL-A", "/dev/disk/by-path/pci-0000:00:04.0"],
    });
  });
});

describe("never a target", () => {
  test.each<[string, object, string]>([
    ["the stick that was booted from", part({ mountpoints: ["/run/live/medium"] }), "it is the boot medium"],
    [
      "the stick that was booted from, when the system runs from memory",
      part({ fstype: "iso9660", label: "GROUNDSTATE_ISO" }),
      "it is the boot medium",
    ],
    [
      "the volume with the document",
      part({ fstype: "vfat", label: "GROUNDSTATE" }),
      "it is the GROUNDSTATE volume that brings the document",
    ],
    ["the disk of the running system", part({ mountpoints: ["/"] }), "the running system uses it at /"],
    [
      "a disk with live persistence",
      part({ mountpoints: ["/run/live/persistence/sda1"] }),
      "the running system uses it at /run/live/persistence/sda1",
    ],
    ["a read-only disk", { ro: true }, "it is read-only"],
  ])("%s", async (_, facts, reason) => {
    const disk = { path: "/dev/sda", type: "disk", size: 1e9, mountpoints: [], ...facts };
    const [found] = await listDisks(machine(JSON.stringify({ blockdevices: [disk] })));
    expect(found?.excluded).toBe(reason);
  });

  test("but a disk with an installed Groundstate is one", async () => {
    const disk = {
      path: "/dev/sda",
      type: "disk",
      size: 1e9,
      mountpoints: [],
      ...part({ fstype: "btrfs", label: "groundstate" }),
    };
    const [found] = await listDisks(machine(JSON.stringify({ blockdevices: [disk] })));
    expect(found?.excluded).toBeUndefined();
  });
});

describe("a btrfs on two disks", () => {
  const member = { fstype: "btrfs", label: "pool", uuid: "whole" };
  const machineWith = (place: string): Host => {
    const blockdevices = [
      { path: "/dev/sda", type: "disk", size: 1e9, ...part({ ...member, mountpoints: [place] }) },
      { path: "/dev/sdb", type: "disk", size: 1e9, mountpoints: [], ...member },
    ];
    const host = machine(JSON.stringify({ blockdevices }));
    const list = async (path: string): Promise<string[]> =>
      path === "/sys/fs/btrfs/whole/devices" ? ["sda1", "sdb"] : [];
    return { ...host, files: { ...host.files, list } };
  };

  test("is said of each of them, with the other, and where it is mounted", async () => {
    const [, second] = await listDisks(machineWith("/mnt"));

    expect(second?.spanning).toEqual([{ what: 'btrfs "pool"', with: ["/dev/sda"] }]);
    expect(second && describeContents(second)).toBe('/dev/sdb: btrfs "pool", mounted at /mnt');
  });

  test("keeps both from being a target when the running system lies on it", async () => {
    const disks = await listDisks(machineWith("/"));

    expect(disks.map(({ excluded }) => excluded)).toEqual([
      "the running system uses it at /",
      "the running system uses it at /",
    ]);
  });
});

test("every signature counts, also those beside a partition table", async () => {
  const disk = { path: "/dev/sda", type: "disk", size: 1e9, mountpoints: [], fstype: null };
  const signatures = {
    signatures: [
      { type: "zfs_member", label: "tank" },
      { type: "PMBR", label: null },
    ],
  };
  const host = machine(JSON.stringify({ blockdevices: [disk] }), JSON.stringify(signatures));

  const [found] = await listDisks(host);

  expect(found && describeContents(found)).toBe('/dev/sda: zfs_member "tank"; /dev/sda: protective MBR');
});

function part(facts: object): object {
  return { children: [{ path: "/dev/sda1", type: "part", size: 1e8, mountpoints: [], ...facts }] };
}

/** A host on which lsblk and wipefs say what they are told to */
function machine(lsblk: string, wipefs?: string): Host {
  const gpt = '{"signatures": [{"type": "gpt"}, {"type": "PMBR"}]}';
  return {
    stage: "live",
    files: filesBelow("/nonexistent"),
    clock: { now: () => new Date(0), sleep: async () => undefined },
    bus: { call: answerBus, listen: async () => () => undefined, close: () => undefined },
    run: async (program, args) => {
      const signatures = wipefs ?? (args.at(-1) === "/dev/vdb" ? gpt : "");
      return {
        stdout: program === "lsblk" ? lsblk : program === "wipefs" ? signatures : "",
        stderr: "",
        exit: 0,
      };
    },
  };
}

async function answerBus({ member }: BusCall): Promise<unknown[]> {
  if (member !== "GetManagedObjects") throw new Error(`nobody expected ${member}`);
  const bytes = (text: string): Buffer => Buffer.from(`${text}\0`);
  return [
    {
      "/org/freedesktop/UDisks2/block_devices/vda": {
        "org.freedesktop.UDisks2.Block": {
          Device: bytes("/dev/vda"),
          Symlinks: [bytes("/dev/disk/by-path/pci-0000:00:04.0"), bytes("/dev/disk/by-id/virtio-SERIAL-A")],
          Drive: "/org/freedesktop/UDisks2/drives/VirtIO_Disk",
        },
      },
      "/org/freedesktop/UDisks2/drives/VirtIO_Disk": {
        "org.freedesktop.UDisks2.Drive": { Model: "VirtIO Disk", Serial: "", Optical: false },
      },
    },
  ];
}
