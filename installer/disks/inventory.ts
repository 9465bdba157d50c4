import { buses } from "../../provisioner/host/bus-names.ts";
import type { Host } from "../../provisioner/host/host.ts";
import { type BlockDevice, blockDevices } from "./block-devices.ts";
import { contentsOf, type Signature, signaturesOn } from "./contents.ts";
import type { Disk } from "./disk.ts";
import { exclusionOf, findBootMedium } from "./exclusion.ts";
import { spanningVolumes } from "./spanning.ts";
import { settle } from "./udev.ts";
import {
  linksOf,
  type ManagedObjects,
  managedObjects,
  objectOfDevice,
  type Properties,
  textProperty,
} from "./udisks.ts";

const { udisks } = buses;

/** Every whole disk of this machine; those that can never be a target say why */
export async function listDisks(host: Host): Promise<Disk[]> {
  await settle(host);
  const [objects, devices] = await Promise.all([managedObjects(host), blockDevices(host)]);
  const medium = findBootMedium(devices);
  const spanning = await spanningVolumes(host, devices);
  const disks = await Promise.all(
    devices.filter(isWholeDisk).map(async device => {
      const excluded = exclusionOf(device, medium, drivePropertiesOf(objects, device.path));
      const signatures = excluded ? [] : await signaturesOn(host, device.path);
      return { ...diskOf(device, objects, signatures, excluded), spanning: spanning.get(device.path) ?? [] };
    }),
  );
  return disks.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Puts together what lsblk, UDisks2 and wipefs know of one disk */
function diskOf(
  device: BlockDevice,
  objects: ManagedObjects,
  signatures: readonly Signature[],
  excluded: string | undefined,
): Omit<Disk, "spanning"> {
  const object = objectOfDevice(objects, device.path);
  const block = object === undefined ? undefined : objects[object]?.[udisks.block];
  const drive = drivePropertiesOf(objects, device.path);
  return {
    path: device.path,
    links: block ? linksOf(block).sort(byIdFirst) : [],
    serial: device.serial ?? textProperty(drive, "Serial"),
    wwn: device.wwn ?? textProperty(drive, "WWN"),
    model: device.model ?? textProperty(drive, "Model"),
    transport: device.transport ?? transportByName(device.path) ?? textProperty(drive, "ConnectionBus"),
    rotational: device.rotational,
    size: device.size,
    removable: device.removable,
    readOnly: device.readOnly,
    ...(excluded && { excluded }),
    contents: contentsOf(device, signatures),
  };
}

function isWholeDisk({ type, path, size }: BlockDevice): boolean {
  return type === "disk" && size > 0 && !/^\/dev\/(zram|ram|fd|nbd)[0-9]+$/.test(path);
}

function drivePropertiesOf(objects: ManagedObjects, path: string): Properties | undefined {
  const object = objectOfDevice(objects, path);
  const drive = object === undefined ? undefined : textProperty(objects[object]?.[udisks.block], "Drive");
  return drive === undefined ? undefined : objects[drive]?.[udisks.drive];
}

/** lsblk knows no transport for virtio-blk on every version; the kernel's name says it */
function transportByName(path: string): string | undefined {
  if (path.startsWith("/dev/vd")) return "virtio";
  if (path.startsWith("/dev/nvme")) return "nvme";
  return path.startsWith("/dev/mmcblk") ? "mmc" : undefined;
}

function byIdFirst(a: string, b: string): number {
  const rank = (link: string): number => (link.startsWith("/dev/disk/by-id/") ? 0 : 1);
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}
