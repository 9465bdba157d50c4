import { type Static, Type } from "@sinclair/typebox";

const closed = { additionalProperties: false };

const partitionName = {
  pattern: "^(/dev/[A-Za-z0-9/:._+-]+|target)[0-9]+$",
  needs: 'a partition such as "target3" or "/dev/sda3"',
};
const deviceName = {
  pattern: "^(/dev/[A-Za-z0-9/:._+-]+|target)$",
  needs: '"target" or a path below /dev',
};
const mountpoint = {
  pattern: "^(/|(/[^/\\s]+)+)$",
  needs: "an absolute path without spaces and without a slash at the end",
};

const label = Type.String({
  description: "Label of the file system: at most 11 characters for vfat, 16 for ext4.",
  minLength: 1,
  maxLength: 36,
  pattern: "^[A-Za-z0-9._-]([A-Za-z0-9._ -]*[A-Za-z0-9._-])?$",
  needs: "letters, digits, dots, hyphens, underscores, spaces inside",
  examples: ["data"],
});
const subvolumeName = Type.String({
  description: "Name of the subvolume, directly below the top level of the file system.",
  pattern: "^[A-Za-z0-9@_+-][A-Za-z0-9@._+-]*$",
  needs: "letters, digits and @ . _ + -",
  maxLength: 200,
  examples: ["@home"],
});
const options = Type.Union(
  [
    Type.String({ pattern: "^[^\\s]+$", needs: "options separated by commas, without spaces" }),
    Type.Array(Type.String({ pattern: "^[^\\s,]+$", needs: "one option, without commas and spaces" })),
  ],
  {
    description:
      "Mount options, separated by commas or as a list; each replaces the default one of its kind.",
    examples: ["compress=zstd:3", ["noatime", "nofail"]],
  },
);
const fileSystemType = Type.Union(
  [Type.Literal("vfat"), Type.Literal("btrfs"), Type.Literal("ext4"), Type.Literal("swap")],
  { description: "File system that the partition is formatted with.", examples: ["btrfs"] },
);

const partition = Type.Object(
  {
    number: Type.Integer({
      description: "Number of the partition; numbers run from 1 without a gap.",
      minimum: 1,
      maximum: 128,
      examples: [1],
    }),
    size: Type.String({
      description:
        "512M and 8G count in 1024, 100GB in 1000; 50% of the disk; remaining, once, for the rest.",
      pattern: "^(remaining|[0-9]+(\\.[0-9]+)?%|[0-9]+(\\.[0-9]+)?([KMGTP](i?B)?|B)?)$",
      needs: 'a size such as "512M", "8G" or "50%", or "remaining"',
      examples: ["512M", "50%", "remaining"],
    }),
    type: Type.Union(
      [Type.Literal("bios"), Type.Literal("efi"), Type.Literal("linux"), Type.Literal("swap")],
      {
        description: "What it is for: BIOS boot, EFI system partition, anything of Linux, swap.",
        examples: ["linux"],
      },
    ),
    filesystem: Type.Optional(fileSystemType),
    label: Type.Optional(label),
    mount: Type.Optional(
      Type.String({ ...mountpoint, description: "Where it is mounted.", examples: ["/boot/efi"] }),
    ),
  },
  closed,
);

const device = Type.Object(
  {
    partition_table: Type.Literal("gpt", { description: "Always gpt: it boots on BIOS and on UEFI." }),
    partitions: Type.Array(partition, { description: "Everything that is to be on the disk." }),
  },
  closed,
);

const fileSystem = Type.Object({ type: fileSystemType, label: Type.Optional(label) }, closed);

const subvolume = Type.Object(
  {
    name: subvolumeName,
    mount: Type.Optional(
      Type.String({ ...mountpoint, description: "Where the subvolume is mounted.", examples: ["/home"] }),
    ),
    options: Type.Optional(options),
  },
  closed,
);

const mount = Type.Object(
  {
    device: Type.String({ ...partitionName, description: "The partition.", examples: ["target3"] }),
    subvol: Type.Optional(subvolumeName),
    fstype: Type.Optional(fileSystemType),
    options: Type.Optional(options),
  },
  closed,
);

const volume = Type.Object(
  {
    type: Type.Optional(Type.Literal("lvm", { description: "Kind of volume: a logical volume of LVM." })),
    group: Type.Optional(
      Type.String({
        description: "Volume group that it lies in.",
        pattern: "^[A-Za-z0-9+_.][A-Za-z0-9+_.-]*$",
        needs: "letters, digits and + _ . -",
        examples: ["vg0"],
      }),
    ),
    size: Type.Optional(
      Type.String({
        description: "Its size; counts in 1024.",
        pattern: "^[0-9]+(\\.[0-9]+)?[KMGTP]$",
        needs: 'a size such as "500G"',
        examples: ["500G"],
      }),
    ),
    state: Type.Optional(
      Type.Union([Type.Literal("present"), Type.Literal("absent")], {
        description: "Whether it is to be there.",
        examples: ["present"],
      }),
    ),
  },
  closed,
);

/** The section plugins.storage */
export type StorageSection = Static<typeof storageSchema>;
export const storageSchema = Type.Object(
  {
    devices: Type.Optional(
      Type.Record(Type.String(deviceName), device, {
        ...closed,
        description: "The disk, by path or as target, with its partitions. Left out: the default partitions.",
      }),
    ),
    filesystems: Type.Optional(
      Type.Record(Type.String(partitionName), fileSystem, {
        ...closed,
        description: "What each partition is formatted with, where the partition itself does not say it.",
      }),
    ),
    btrfs_subvolumes: Type.Optional(
      Type.Record(Type.String(partitionName), Type.Array(subvolume), {
        ...closed,
        description: "Subvolumes of each btrfs partition.",
      }),
    ),
    mounts: Type.Optional(
      Type.Record(Type.String(mountpoint), mount, {
        ...closed,
        description: "File systems by mount point: further ones, or options for those named above.",
      }),
    ),
    volumes: Type.Optional(
      Type.Record(
        Type.String({ pattern: "^[A-Za-z0-9+_.][A-Za-z0-9+_.-]*$", needs: "letters, digits and + _ . -" }),
        volume,
        {
          ...closed,
          description:
            "Logical volumes by name. Read, so that documents that have them are understood; a plan refuses each: there is no LVM backend yet.",
        },
      ),
    ),
  },
  { ...closed, description: "Partitions, file systems, btrfs subvolumes and mounts." },
);
