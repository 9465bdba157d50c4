import { enterRescueShell, typeCommandSafely } from "./rescue.ts";
import type { Disk } from "./vm/disks.ts";
import { startMachine } from "./vm/machine.ts";
import type { Workshop } from "./workshop.ts";

/** Gives the disk an earlier life: two partitions, LVM with a file system on one, an old btrfs on the other */
export async function dirtyTheDisk(
  { accelerator, iso, say }: Workshop,
  disk: Disk,
  folder: string,
): Promise<void> {
  const parts = { firmware: "bios", accelerator, disks: [disk], medium: { iso, on: "disc" } } as const;
  const machine = await startMachine(parts, folder, "earlier-life");
  try {
    await enterRescueShell(machine);
    for (const command of earlierLife) await typeCommandSafely(machine, command, 120);
    machine.serial.send("poweroff\n");
    await machine.waitForPowerOff(120);
    say(`    an earlier life on the disk: ${machine.seconds().toFixed(0)} s`);
  } finally {
    await machine.stop();
  }
}

const earlierLife = [
  "sgdisk --clear --new=1:0:+6G --typecode=1:8e00 --new=2:0:0 --typecode=2:8300 /dev/vda",
  "udevadm settle",
  "pvcreate -ff -y /dev/vda1",
  "vgcreate old /dev/vda1",
  "lvcreate -y -L 1G -n data old",
  "mkfs.ext4 -q /dev/old/data",
  "mkfs.btrfs -q -f -L groundstate /dev/vda2",
  "mount /dev/vda2 /mnt && btrfs subvolume create /mnt/@ && echo old > /mnt/@/file && umount /mnt",
  "vgchange -an old",
  "sync",
];
