import { describe, expect, it } from "vitest";
import { bootLocation } from "./boot-location.ts";
import { espConfiguration } from "./efi-files.ts";

const root = {
  mountpoint: "/",
  disk: "target",
  number: 3,
  type: "btrfs",
  subvolume: "@",
  options: [],
  pointer: "",
};
const home = { ...root, mountpoint: "/home", subvolume: "@home" };
const boot = { mountpoint: "/boot", disk: "target", number: 4, type: "ext4", options: [], pointer: "" };

function located(mounts: object[]): ReturnType<typeof bootLocation> {
  const disk = { path: "/dev/vda" };
  const fileSystems = [
    { number: 3, path: "/dev/vda3", type: "btrfs", uuid: "root-uuid" },
    { number: 4, path: "/dev/vda4", type: "ext4", uuid: "boot-uuid" },
  ];
  const install: unknown = { plan: { disk, layout: { mounts } }, made: { fileSystems, times: [] } };
  return bootLocation(install as Parameters<typeof bootLocation>[0]);
}

describe("bootLocation", () => {
  it("finds GRUB's files on the subvolume of /, or on a partition for /boot", () => {
    expect(located([root, home])).toEqual({ uuid: "root-uuid", path: "/@/boot/grub" });
    expect(located([root, boot])).toEqual({ uuid: "boot-uuid", path: "/grub" });
  });
});

describe("espConfiguration", () => {
  it("leads from the ESP to the real configuration by UUID", () => {
    expect(espConfiguration({ uuid: "u", path: "/@/boot/grub" })).toBe(
      "search.fs_uuid u root\nset prefix=($root)'/@/boot/grub'\nconfigfile $prefix/grub.cfg\n",
    );
  });
});
