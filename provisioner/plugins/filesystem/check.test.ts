import { Value } from "@sinclair/typebox/value";
import { expect, test } from "vitest";
import type { Json } from "../../host/json.ts";
import { checkFilesystem } from "./check.ts";
import { normaliseFilesystem } from "./normalise.ts";
import { FilesystemSection } from "./schema.ts";

function found(section: FilesystemSection): string[] {
  return checkFilesystem(section).map(({ pointer, found }) => `${pointer}: ${found}`);
}

test("lists are read by target and by path, and a name without the date that a shell was to put behind it", () => {
  const section: Json = {
    mounts: [{ source: "/dev/vg0/data", target: "/data", fstype: "btrfs", state: "mounted" }],
    snapshots: [
      { path: "/data", name: "backup-$(date +%Y%m%d)", retention: 7 },
      { path: "/srv", schedule: "hourly", retention: 24 },
    ],
  };
  const read = normaliseFilesystem(section);

  expect(read).toEqual({
    mounts: { "/data": { source: "/dev/vg0/data", fstype: "btrfs", state: "mounted" } },
    snapshots: { "/data": { name: "backup", retention: 7 }, "/srv": { schedule: "hourly", retention: 24 } },
  });
  expect(Value.Check(FilesystemSection, read)).toBe(true);
  expect(normaliseFilesystem(read)).toEqual(read);
});

test.each<[string, Json]>([
  ["a path that would mean more in a unit file", { mounts: { "/a%h": {} } }],
  ["a source with a line break", { mounts: { "/a": { source: "/dev/a\nExecStart=x" } } }],
  ["options with a specifier", { mounts: { "/a": { source: "tmpfs", options: "x=%h" } } }],
  ["a schedule with a line break", { snapshots: { "/a": { schedule: "daily\n" } } }],
  ["a name that only a shell could read", { snapshots: { "/a": { name: "$(reboot)" } } }],
  ["a relative subvolume", { subvolumes: { data: {} } }],
  ["no snapshot to be kept", { snapshots: { "/a": { retention: 0 } } }],
])("the schema refuses %s", (_what, section) => {
  expect(Value.Check(FilesystemSection, normaliseFilesystem(section))).toBe(false);
});

test("mount points that the system needs, and mounts of nothing", () => {
  const mounts = {
    "/": { source: "tmpfs" },
    "/proc/x": { source: "tmpfs" },
    "/srv/../etc": { source: "tmpfs" },
    "/var": { source: "LABEL=x" },
    "/var/lib": { source: "LABEL=x" },
    "/var/lib/groundstate/checkpoints": { source: "LABEL=x" },
    "/var/lib/machines": { source: "LABEL=x" },
    "/var/log": { source: "LABEL=x" },
    "/boot/efi": { source: "LABEL=x" },
    "/.snapshots": { source: "LABEL=x" },
    "/data": {},
    "/old": { state: "absent" as const },
    "/late": { source: "tmpfs", options: ["noauto"] },
  };
  expect(found({ mounts })).toEqual([
    "/mounts/~1: the mount point /",
    "/mounts/~1proc~1x: the mount point /proc/x",
    "/mounts/~1srv~1..~1etc: the mount point /srv/../etc",
    "/mounts/~1var: the mount point /var",
    "/mounts/~1var~1lib: the mount point /var/lib",
    "/mounts/~1var~1lib~1groundstate~1checkpoints: the mount point /var/lib/groundstate/checkpoints",
    "/mounts/~1var~1log: the mount point /var/log",
    "/mounts/~1boot~1efi: the mount point /boot/efi",
    "/mounts/~1.snapshots: the mount point /.snapshots",
    "/mounts/~1data: a mount without a source",
    "/mounts/~1late/options: an option that only /etc/fstab knows",
  ]);
});

test("a device for a path, a name that is taken, and snapshots without an end", () => {
  expect(found({ subvolumes: { "/srv/a": { device: "LABEL=x" }, "@a": { device: "LABEL=x" } } })).toEqual([
    "/subvolumes/~1srv~1a/device: a device for a path",
  ]);
  expect(found({ snapshots: { "/": { name: "before-x" }, "/srv": { schedule: "daily" } } })).toEqual([
    "/snapshots/~1/name: before-x, which is how the snapshots before each apply are called",
    "/snapshots/~1srv: snapshots that nobody takes away again",
  ]);
});
