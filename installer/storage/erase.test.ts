import { describe, expect, test } from "vitest";
import { parseBlockDevices } from "../disks/block-devices.ts";
import { fakeHost } from "../fake-host.fixture.ts";
import { eraseDisk } from "./erase.ts";
import { type PretendDevice, pretendMachine } from "./pretend-machine.ts";

const mebibyte = 1024 ** 2;

describe("eraseDisk", () => {
  test("leaves zeroes at both ends of the disk and of the places to come, and touches nothing else", async () => {
    const host = await fakeHost();
    try {
      await host.files.write("/dev/vdb", Buffer.alloc(16 * mebibyte, 0xff));
      const places = [
        { offset: mebibyte, bytes: mebibyte },
        { offset: 4 * mebibyte, bytes: 4 * mebibyte },
      ];

      await eraseDisk(host, emptyDisk(16 * mebibyte), places);

      const bytes = (await host.files.readBytes("/dev/vdb")) ?? Buffer.alloc(0);
      const zeroed = Array.from({ length: 16 }, (_, index) =>
        bytes.subarray(index * mebibyte, (index + 1) * mebibyte).every(byte => byte === 0),
      );
      expect(zeroed.flatMap((isZero, index) => (isZero ? [index] : []))).toEqual([0, 1, 4, 7, 15]);
      expect(bytes).toHaveLength(16 * mebibyte);
      expect(host.ran).toEqual(["wipefs --all --force /dev/vdb", "udevadm settle --timeout=30"]);
    } finally {
      await host.remove();
    }
  });

  test("takes the table from the disk also when a partition is gone before its signature is", async () => {
    const host = await fakeHost();
    try {
      await host.files.write("/dev/vdb", Buffer.alloc(4 * mebibyte, 0xff));
      host.run = async program => {
        if (program === "wipefs") throw new Error("wipefs: error: /dev/vdb1: probing initialization failed");
        return { stdout: "", stderr: "", exit: 0 };
      };

      await expect(eraseDisk(host, emptyDisk(4 * mebibyte))).rejects.toThrow("probing");

      const bytes = (await host.files.readBytes("/dev/vdb")) ?? Buffer.alloc(0);
      expect(bytes.subarray(0, mebibyte).every(byte => byte === 0)).toBe(true);
    } finally {
      await host.remove();
    }
  });

  test("says so when the disk takes no writes", async () => {
    const host = await fakeHost();
    host.files.overwrite = async () => {
      throw new Error("EIO: i/o error, write");
    };
    await expect(eraseDisk(host, emptyDisk(mebibyte))).rejects.toThrow(
      /cannot write to \/dev\/vdb: found EIO.*; needs a disk that takes writes; .*dmesg/,
    );
    await host.remove();
  });

  test("erases the disk's own partitions, never those of an array that came to life again on it", async () => {
    const array = device("/dev/md0", "raid1", [device("/dev/md0p1", "part")]);
    const disk = device("/dev/vdb", "disk", [
      device("/dev/vdb1", "part", [array]),
      device("/dev/vdb2", "part"),
    ]);
    const { host, commands } = pretendMachine(disk);
    host.run = forgetOnReread(host.run, disk);
    const [seen] = parseBlockDevices(JSON.stringify({ blockdevices: [disk] }));

    await eraseDisk(host, seen ?? emptyDisk(0));

    expect(commands.filter(command => command.startsWith("wipefs"))).toEqual([
      "wipefs --all --force /dev/vdb1 /dev/vdb2 /dev/vdb",
    ]);
    expect(commands.filter(command => command.startsWith("mdadm"))).toEqual(["mdadm --stop /dev/md0"]);
    expect(disk.children).toEqual([]);
  });

  test("gives up with a way out when the old partitions stay", async () => {
    const disk = device("/dev/vdb", "disk", [device("/dev/vdb1", "part")]);
    const [seen] = parseBlockDevices(JSON.stringify({ blockdevices: [disk] }));

    await expect(eraseDisk(pretendMachine(disk).host, seen ?? emptyDisk(0))).rejects.toThrow(
      /forget the old partitions of \/dev\/vdb: found still there: \/dev\/vdb1/,
    );
  });
});

function emptyDisk(size: number): ReturnType<typeof parseBlockDevices>[number] {
  const [disk] = parseBlockDevices(
    JSON.stringify({ blockdevices: [{ path: "/dev/vdb", type: "disk", size, mountpoints: [] }] }),
  );
  if (!disk) throw new Error("no disk");
  return disk;
}

function device(path: string, type: string, children: PretendDevice[] = []): PretendDevice {
  return { path, type, mountpoints: [], children };
}

type Run = ReturnType<typeof pretendMachine>["host"]["run"];

/** The kernel lets go of the partitions of an empty table once nothing runs on them */
function forgetOnReread(run: Run, disk: PretendDevice): Run {
  return async (program, args, options) => {
    if (program === "blockdev" && disk.children.every(({ children }) => children.length === 0))
      disk.children = [];
    return run(program, args, options);
  };
}
