import type { Host } from "../../provisioner/host/host.ts";
import type { BlockDevice } from "../disks/block-devices.ts";
import { settle } from "../disks/udev.ts";

/** Stops one volume that lies on other devices: an md array, an LVM volume, an opened LUKS device, a loop */
export async function stopVolume(host: Host, { path, type }: BlockDevice): Promise<void> {
  if (type === "loop") {
    await host.run("losetup", ["--detach", path]);
  } else if (/^(raid|linear|md)/.test(type)) {
    await host.run("mdadm", ["--stop", path]);
  } else if (type === "lvm") {
    await stopLvm(host, path);
  } else {
    await removeMapping(host, path); // crypt, mpath, dm: all are device-mapper nodes
  }
}

async function stopLvm(host: Host, path: string): Promise<void> {
  const { stdout, exit } = await host.run("lvs", ["--noheadings", "--options", "vg_name", path], {
    allowedExits: [0, 5],
  });
  const group = stdout.trim();
  if (exit === 0 && group) {
    // exit 5: a group with a disk missing, or one that is half gone; the mapping can still be removed
    await host.run("vgchange", ["--activate", "n", group], { allowedExits: [0, 5] });
    await settle(host);
  }
  if (await host.files.facts(path)) await removeMapping(host, path);
}

async function removeMapping(host: Host, path: string): Promise<void> {
  await host.run("dmsetup", ["remove", "--retry", path]);
}
