import type { Layout } from "../../provisioner/plugins/storage/layout.ts";
import type { MadeFileSystem } from "./filesystems.ts";
import { mountOptionsOf } from "./mounts.ts";

/** The text of /etc/fstab: every mount of the layout by UUID, then swap */
export function fstabText(layout: Layout, made: readonly MadeFileSystem[]): string {
  const lines = layout.mounts.flatMap(mount => {
    const device = made.find(({ number }) => number === mount.number);
    // fsck: never for btrfs (fsck.btrfs does nothing), root first, the rest after it
    const pass = mount.type === "btrfs" ? 0 : 2;
    return device
      ? [row(`UUID=${device.uuid}`, mount.mountpoint, mount.type, mountOptionsOf(mount).join(","), pass)]
      : [];
  });
  const swaps = made
    .filter(({ type }) => type === "swap")
    .map(({ uuid }) => row(`UUID=${uuid}`, "none", "swap", "sw", 0));
  return `${["# Written by the Groundstate installer from plugins.storage; see fstab(5)", ...lines, ...swaps].join("\n")}\n`;
}

function row(device: string, place: string, type: string, options: string, pass: number): string {
  return [device, place, type, options, 0, pass].join("\t");
}
