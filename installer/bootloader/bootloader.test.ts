import { describe, expect, it } from "vitest";
import { entriesOf } from "./boot-entry.ts";
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

describe("entriesOf", () => {
  it("finds our entries of earlier installs and no other", () => {
    const listing = [
      "BootCurrent: 0003",
      "BootOrder: 0003,0001",
      "Boot0001* UEFI QEMU DVD-ROM QM00001 \tPciRoot(0x0)",
      "Boot0003* Groundstate\tHD(2,GPT,abc)/\\EFI\\debian\\shimx64.efi",
      "Boot00AB  Groundstate\tHD(2,GPT,def)",
      "Boot0004* Groundstate old\tHD(2,GPT,abc)",
    ].join("\n");

    expect(entriesOf(listing, "Groundstate")).toEqual(["0003", "00AB"]);
  });
});
