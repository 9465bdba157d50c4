import { expect, test } from "vitest";
import { type FileFacts, filesBelow } from "../../host/files.ts";
import type { Host } from "../../host/host.ts";
import type { Program } from "../../host/programs.ts";
import { queryStorage } from "./query.ts";

const file: FileFacts = { kind: "file", mode: 0o644, uid: 0, gid: 0, size: 0 };
const folder: FileFacts = { ...file, kind: "directory" };

// Answers of an installed trixie: util-linux 2.41, btrfs-progs 6.14
const answers: Partial<Record<Program, string>> = {
  findmnt: JSON.stringify({
    filesystems: [
      { target: "/", source: "/dev/vda3[/@]", fstype: "btrfs", fsroot: "/@" },
      { target: "/boot/efi", source: "/dev/vda2", fstype: "vfat", fsroot: "/" },
      { target: "/home", source: "/dev/vda3[/@home]", fstype: "btrfs", fsroot: "/@home" },
    ],
  }),
  lsblk: JSON.stringify({
    blockdevices: [
      { path: "/dev/vdb", kname: "vdb", pkname: null, type: "disk", size: 1024 },
      { path: "/dev/vda", kname: "vda", pkname: null, type: "disk", size: 17179869184 },
      { path: "/dev/vda2", kname: "vda2", pkname: "vda", type: "part", size: 536870912 },
      { path: "/dev/vda3", kname: "vda3", pkname: "vda", type: "part", size: 16639852544 },
    ],
  }),
  blkid: [
    "DEVNAME=/dev/vda3",
    "LABEL=my\\ data",
    "UUID=e901193d",
    "TYPE=btrfs",
    "PART_ENTRY_SCHEME=gpt",
    "PART_ENTRY_TYPE=0FC63DAF-8483-4772-8E79-3D69D8477DE4",
  ].join("\n"),
  btrfs: "ID 256 gen 9 top level 5 path @\nID 257 gen 9 top level 5 path @home\n",
};

test("the disk that holds / is found, with partitions, mounts and subvolumes", async () => {
  const current = await queryStorage(machine());

  expect(current.disk).toBe("/dev/vda");
  expect(current.partitions.at(-1)).toEqual({
    path: "/dev/vda3",
    bytes: 16639852544,
    table: "gpt",
    guid: "0fc63daf-8483-4772-8e79-3d69d8477de4",
    fstype: "btrfs",
    label: "my data",
    uuid: "e901193d",
  });
  expect(current.mounts[2]).toEqual({
    mountpoint: "/home",
    device: "/dev/vda3",
    type: "btrfs",
    root: "/@home",
  });
  expect(current.subvolumes).toEqual([
    { device: "/dev/vda3", name: "@" },
    { device: "/dev/vda3", name: "@home" },
  ]);
});

test("subvolumes are asked for where a whole file system of that disk is open, not at a bound file or a hidden place", async () => {
  const filesystems = [
    { target: "/mnt/old", source: "/dev/vda3[/@]", fstype: "btrfs", fsroot: "/@" },
    { target: "/mnt", source: "tmpfs", fstype: "tmpfs", fsroot: "/" },
    { target: "/etc/resolv.conf", source: "/dev/vda3[/@/x]", fstype: "btrfs", fsroot: "/@/x" },
    { target: "/", source: "/dev/vda3[/@]", fstype: "btrfs", fsroot: "/@" },
    { target: "/var/lib/c/resolv.conf", source: "/dev/vda3[/@/x]", fstype: "btrfs", fsroot: "/@/x" },
    { target: "/media/stick", source: "/dev/vdb", fstype: "btrfs", fsroot: "/" },
  ];
  const asked: (readonly string[])[] = [];
  const host = machine({ findmnt: JSON.stringify({ filesystems }) });
  await queryStorage({
    ...host,
    run: async (program, args, options) => {
      if (program === "btrfs") asked.push(args);
      return await host.run(program, args, options);
    },
  });

  expect(asked).toEqual([["subvolume", "list", "/"]]);
});

function machine(others: Partial<Record<Program, string>> = {}): Host {
  const files = filesBelow("/nonexistent");
  return {
    stage: "live",
    files: { ...files, facts: async path => (path.endsWith(".conf") ? file : folder) },
    clock: { now: () => new Date(0), sleep: async () => undefined },
    bus: {
      call: async () => [],
      listen: async () => () => undefined,
      close: () => undefined,
    },
    run: async program => ({ stdout: { ...answers, ...others }[program] ?? "", stderr: "", exit: 0 }),
  };
}
