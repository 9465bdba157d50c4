import { expect, test } from "vitest";
import { parseMountPoints } from "./unmount.ts";

test("mount points are read as the kernel writes them, blanks included", () => {
  // What /proc/self/mountinfo of Linux 6.12 says
  const mountinfo =
    "29 1 0:27 /@ / rw,noatime shared:1 - btrfs /dev/vda3 rw,subvol=/@\n" +
    "98 29 8:17 / /mnt/my\\040stick\\011\\134 rw - vfat /dev/sdb1 rw\n";

  expect(parseMountPoints(mountinfo)).toEqual(["/", "/mnt/my stick\t\\"]);
});
