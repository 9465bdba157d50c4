import fc from "fast-check";
import { expect, test } from "vitest";
import { type PretendDevice, pretendMachine } from "./pretend-machine.ts";
import { releaseDisk } from "./teardown.ts";

const silent = (): undefined => undefined;

test("a disk with mounts, swap, LUKS on LVM on md is taken out of use from the top down", async () => {
  const luks = device("/dev/mapper/secret", "crypt", ["/mnt/secret"]);
  const volume = device("/dev/mapper/group-data", "lvm", [], [luks]);
  const array = device("/dev/md0", "raid1", [], [volume]);
  const disk = device(
    "/dev/vdb",
    "disk",
    [],
    [
      device("/dev/vdb1", "part", [], [array]),
      device("/dev/vdb2", "part", ["[SWAP]"]),
      device("/dev/vdb3", "part", ["/mnt", "/srv"]),
    ],
  );
  const { host, commands } = pretendMachine(disk);
  const reports: string[] = [];

  await releaseDisk(host, "/dev/vdb", message => reports.push(message));

  expect(disk.children.map(({ children, mountpoints }) => [children, mountpoints])).toEqual([
    [[], []],
    [[], []],
    [[], []],
  ]);
  const place = (start: string): number => commands.findIndex(command => command.startsWith(start));
  expect(place("umount /mnt/secret")).toBeLessThan(place("dmsetup remove --retry /dev/mapper/secret"));
  expect(place("dmsetup remove --retry /dev/mapper/secret")).toBeLessThan(
    place("vgchange --activate n group"),
  );
  expect(place("vgchange --activate n group")).toBeLessThan(place("mdadm --stop /dev/md0"));
  expect(reports).toContain("/dev/vdb2: swap off");
});

test("a disk that nothing uses is left alone", async () => {
  const { host, commands } = pretendMachine(
    device("/dev/vdb", "disk", [], [device("/dev/vdb1", "part", [])]),
  );
  await releaseDisk(host, "/dev/vdb", silent);
  expect(commands.filter(command => !/^(lsblk|udevadm)/.test(command))).toEqual([]);
});

test("a btrfs that is mounted through another of its disks is unmounted as well", async () => {
  const member = { fstype: "btrfs", uuid: "two-disks" };
  const disk = device("/dev/vdb", "disk", [], [{ ...device("/dev/vdb1", "part", []), ...member }]);
  const other = device("/dev/vdc", "disk", [], [{ ...device("/dev/vdc1", "part", ["/mnt"]), ...member }]);
  const { host, commands } = pretendMachine(disk, [other]);

  await releaseDisk(host, "/dev/vdb", silent);

  expect(other.children[0]?.mountpoints).toEqual([]);
  expect(commands.filter(command => command.includes("/dev/vdc"))).toEqual([]);
});

test("a copy of a file system that is mounted from another disk unmounts nothing there", async () => {
  const origin = { fstype: "btrfs", uuid: "copied" };
  const disk = device(
    "/dev/vdb",
    "disk",
    [],
    [{ ...device("/dev/vdb1", "part", []), ...origin, copy: true }],
  );
  const other = device("/dev/vdc", "disk", [], [{ ...device("/dev/vdc1", "part", ["/mnt"]), ...origin }]);
  const { host } = pretendMachine(disk, [other]);

  await releaseDisk(host, "/dev/vdb", silent);

  expect(other.children[0]?.mountpoints).toEqual(["/mnt"]);
});

test("a disk that something unknown to lsblk holds is not let through to be erased", async () => {
  const { host } = pretendMachine(device("/dev/vdb", "disk", []));
  host.files.isFree = async () => false;

  await expect(releaseDisk(host, "/dev/vdb", silent)).rejects.toThrow(
    /cannot take \/dev\/vdb out of use: found a user that lsblk does not show.*; needs .*; stop what uses it/,
  );
});

test("what cannot be stopped is named, with the way out", async () => {
  const stuck = device("/dev/mapper/stuck", "crypt", [], [device("/dev/mapper/stuck1", "part", ["/busy"])]);
  const { host } = pretendMachine(device("/dev/vdb", "disk", [], [stuck]));
  host.run = refuseUnmount(host.run);

  await expect(releaseDisk(host, "/dev/vdb", silent)).rejects.toThrow(
    /cannot take \/dev\/vdb out of use: found \/dev\/mapper\/stuck1 \(\/busy\), \/dev\/mapper\/stuck \(crypt\).*rescue shell/,
  );
});

test("whatever lies on a disk, in the end nothing of it is in use", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(trees(3), { maxLength: 3 }), async children => {
      const disk = device("/dev/vdb", "disk", [], children);
      for (const [index, each] of flat(disk).entries()) each.path = `/dev/x${index}`;
      await releaseDisk(pretendMachine(disk).host, "/dev/x0", silent);
      const left = flat(disk).filter(
        ({ type, mountpoints }) => mountpoints.length > 0 || !/disk|part/.test(type),
      );
      expect(left).toEqual([]);
    }),
  );
});

/** Devices with others on top of them, at most that many layers */
function trees(layers: number): fc.Arbitrary<PretendDevice> {
  return fc.record({
    path: fc.constant(""),
    type: fc.constantFrom("part", "lvm", "crypt", "raid1", "loop"),
    mountpoints: fc.uniqueArray(fc.constantFrom("/a", "/a/b", "/a/b/c", "/d", "[SWAP]"), { maxLength: 2 }),
    children: layers > 1 ? fc.array(trees(layers - 1), { maxLength: 2 }) : fc.constant([]),
  });
}

function device(
  path: string,
  type: string,
  mountpoints: string[],
  children: PretendDevice[] = [],
): PretendDevice {
  return { path, type, mountpoints, children };
}

function flat(disk: PretendDevice): PretendDevice[] {
  return [disk, ...disk.children.flatMap(flat)];
}

type Run = ReturnType<typeof pretendMachine>["host"]["run"];

function refuseUnmount(run: Run): Run {
  return async (program, args, options) =>
    program === "umount"
      ? { stdout: "", stderr: "umount: target is busy.", exit: 32 }
      : run(program, args, options);
}
