import { formatSize } from "../../provisioner/state/size.ts";

/** Something on a disk that an install would destroy */
export interface Content {
  /** Where: the disk itself, a partition, a volume on top */
  path: string;
  /** "GPT partition table", "btrfs \"data\"", "LVM2_member" */
  what: string;
  /** Where it is mounted, or that it is in use as swap or by a volume on top */
  inUse?: string;
}

/** A whole disk with what is known of it */
export interface Disk {
  path: string;
  /** Other names of it below /dev, by-id ones first */
  links: string[];
  serial: string | undefined;
  wwn: string | undefined;
  model: string | undefined;
  /** As lsblk says it: sata, nvme, usb, virtio, … */
  transport: string | undefined;
  rotational: boolean;
  /** Bytes */
  size: number;
  removable: boolean;
  readOnly: boolean;
  /** Why it can never be a target: "it is the boot medium" */
  excluded?: string;
  contents: Content[];
}

/** A disk in one line, with what tells it from others */
export function describeDisk(disk: Disk): string {
  const facts = [
    formatSize(disk.size),
    disk.transport,
    disk.model && `model "${disk.model}"`,
    disk.serial ? `serial ${disk.serial}` : "no serial",
    disk.wwn && `wwn ${disk.wwn}`,
  ];
  return `${disk.path} (${facts.filter(Boolean).join(", ")})`;
}

/** What is on a disk, in one line */
export function describeContents(disk: Disk): string {
  if (disk.contents.length === 0) return "nothing";
  return disk.contents
    .map(({ path, what, inUse }) => `${path}: ${what}${inUse ? `, ${inUse}` : ""}`)
    .join("; ");
}
