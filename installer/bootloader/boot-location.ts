import { type Install, needed } from "../install.ts";

/** Where GRUB finds its files: the file system by UUID and the path on it, as the firmware side sees it */
export interface BootLocation {
  uuid: string;
  /** "/@/boot/grub" on a btrfs subvolume, "/grub" on a partition of its own */
  path: string;
}

/** Which file system holds /boot/grub, and under which path */
export function bootLocation({ plan, made }: Pick<Install, "plan" | "made">): BootLocation {
  const holders = plan.layout.mounts.filter(({ mountpoint }) => contains(mountpoint, "/boot/grub"));
  const mount = needed(
    [...holders].sort((one, other) => other.mountpoint.length - one.mountpoint.length)[0],
    "mount for /boot/grub",
  );
  const fileSystem = needed(
    made.fileSystems?.find(({ number }) => number === mount.number),
    "file system for /boot/grub",
  );
  const below = mount.mountpoint === "/" ? "/boot/grub" : "/boot/grub".slice(mount.mountpoint.length);
  return { uuid: fileSystem.uuid, path: mount.subvolume ? `/${mount.subvolume}${below}` : below };
}

function contains(mountpoint: string, path: string): boolean {
  return mountpoint === "/" || path === mountpoint || path.startsWith(`${mountpoint}/`);
}
