/** Where LXC keeps its containers */
export const containersDirectory = "/var/lib/lxc";

/** The subvolume in which base image and templates lie; the containers, snapshots of them, are in the same file system */
export const snapshotsDirectory = "/.snapshots";

/** Read-only snapshot of the root file system as it was right after the base was laid down */
export const baseImage = `${snapshotsDirectory}/base`;

/** Where the administrator lays further templates, a btrfs subvolume each, under the names that documents use */
export const templatesDirectory = `${snapshotsDirectory}/templates`;

/** The folder of one container */
export function containerDirectory(name: string): string {
  return `${containersDirectory}/${name}`;
}

/** LXC's configuration of a container */
export function configPath(name: string): string {
  return `${containerDirectory(name)}/config`;
}

/** Root file system of a container, a btrfs subvolume */
export function rootfsPath(name: string): string {
  return `${containerDirectory(name)}/rootfs`;
}

/** The same while it is being made */
export function draftPath(name: string): string {
  return `${rootfsPath(name)}.new`;
}

/** Inside the container: how networkd configures eth0 */
export const networkFileInside = "/etc/systemd/network/50-groundstate-eth0.network";
