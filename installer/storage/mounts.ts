import { Failure } from "../../provisioner/host/failure.ts";
import type { Host } from "../../provisioner/host/host.ts";
import type { Layout, MountLayout } from "../../provisioner/plugins/storage/layout.ts";
import type { MadeFileSystem } from "./filesystems.ts";
import { together } from "./together.ts";
import { unmount } from "./unmount.ts";

/** Directories that only root may look into: they hold snapshots of secrets, and the ledger with its keys */
const privateMounts = ["/.snapshots", "/var/lib/groundstate"];

/** Mounts the whole layout below a root directory, parents first; what is mounted there already is unmounted before */
export async function mountTarget(
  host: Host,
  layout: Layout,
  made: readonly MadeFileSystem[],
  root: string,
): Promise<void> {
  await unmountBelow(host, root);
  for (let left: readonly MountLayout[] = layout.mounts; left.length > 0; ) {
    const ready = left.filter(mount => !left.some(other => isInside(mount, other)));
    await together(ready.map(mount => mountOne(host, mount, deviceOf(made, mount), root)));
    left = left.filter(mount => !ready.includes(mount));
  }
}

async function mountOne(host: Host, mount: MountLayout, device: string, root: string): Promise<void> {
  const place = mount.mountpoint === "/" ? root : `${root}${mount.mountpoint}`;
  await host.files.makeDirectory(place);
  const options = mountOptionsOf(mount).join(",");
  await host.run("mount", ["--types", mount.type, "--options", options, device, host.files.path(place)]);
  if (privateMounts.includes(mount.mountpoint)) await host.files.setAttributes(place, { mode: 0o700 });
}

function isInside({ mountpoint }: MountLayout, outer: MountLayout): boolean {
  if (mountpoint === outer.mountpoint) return false;
  return outer.mountpoint === "/" || mountpoint.startsWith(`${outer.mountpoint}/`);
}

/** Unmounts everything at and below a directory, the last mounted first */
export async function unmountBelow(host: Host, root: string): Promise<void> {
  await unmount(host, host.files.path(root).replace(/(.)\/$/, "$1"));
}

/** The options of a mount with its subvolume, as mount(8) and fstab take them */
export function mountOptionsOf({ options, subvolume }: MountLayout): string[] {
  const all = subvolume ? [...options, `subvol=/${subvolume}`] : [...options];
  return all.length > 0 ? all : ["defaults"];
}

function deviceOf(made: readonly MadeFileSystem[], { number, mountpoint }: MountLayout): string {
  const device = made.find(candidate => candidate.number === number);
  if (device) return device.path;
  throw new Failure({
    kind: "machine",
    tried: `cannot mount ${mountpoint}`,
    found: `no file system on partition ${number}`,
    needs: "the file systems of the step before",
    fix: "retry: the disk is partitioned and formatted anew",
  });
}
