/** What a partition is formatted with */
export type FileSystemType = "vfat" | "btrfs" | "ext4" | "swap";

/** What a partition is for */
export type PartitionType = "bios" | "efi" | "linux" | "swap";

/** A file system that a partition is to carry, with the subvolumes in it */
export interface FileSystemLayout {
  type: FileSystemType;
  label?: string;
  subvolumes: string[];
}

/** A partition as wished; its place on a real disk comes from placePartitions */
export interface PartitionLayout {
  number: number;
  type: PartitionType;
  /** "512M", "50%" or "remaining" */
  size: string;
  /** Name in the partition table */
  name: string;
  filesystem?: FileSystemLayout;
  /** Where the document says so, relative to the section */
  pointer: string;
}

/** One disk as wished; the name "target" stands for the disk that bootstrap.device chooses */
export interface DiskLayout {
  name: string;
  partitions: PartitionLayout[];
  pointer: string;
}

/** One line of fstab in the making */
export interface MountLayout {
  mountpoint: string;
  /** Name of the disk and number of the partition on it */
  disk: string;
  number: number;
  type: FileSystemType;
  subvolume?: string;
  options: string[];
  pointer: string;
}

/** The whole section in one canonical form */
export interface Layout {
  disks: DiskLayout[];
  /** Parents before children, "/" first */
  mounts: MountLayout[];
  /** What Groundstate adds to the user's layout, a sentence each */
  additions: string[];
}
