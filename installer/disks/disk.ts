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

/** A volume that lies on one disk and on others too: it ends when any of them is erased */
export interface SpanningVolume {
  /** "volume group data", "RAID array md0", "btrfs \"pool\"" */
  what: string;
  /** Paths of the other disks */
  with: string[];
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
  spanning: SpanningVolume[];
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
export function describeContents({ contents }: Pick<Disk, "contents">): string {
  return contents.length === 0 ? "nothing" : contents.map(describeContent).join("; ");
}

/** Everything that is lost when a disk is erased, each in a few words: also what other disks lose by it */
export function describeLoss({ contents, spanning }: Pick<Disk, "contents" | "spanning">): string[] {
  return [
    ...contents.map(describeContent),
    ...spanning.map(volume => `also part of: ${describeSpanning(volume)}`),
  ];
}

/** A volume that this disk takes with it */
export function describeSpanning({ what, with: others }: SpanningVolume): string {
  return `${what} (with ${others.join(", ")}): it will not work any more`;
}

function describeContent({ path, what, inUse }: Content): string {
  return `${path}: ${what}${inUse ? `, ${inUse}` : ""}`;
}
