import { type Static, Type } from "@sinclair/typebox";

const closed = { additionalProperties: false };

// no blanks, quotes, backslashes or %, which mean something in a unit file
const path = {
  pattern: "^(/|(/[A-Za-z0-9@._:+=,-]+)+)$",
  needs: "an absolute path of letters, digits and @ . _ : + = , - without a slash at the end",
};
const source = {
  pattern: "^((UUID|LABEL|PARTUUID|PARTLABEL)=[A-Za-z0-9._-]+|[A-Za-z0-9/][A-Za-z0-9/._:@+=\\[\\]-]*)$",
  needs: 'what is mounted: "UUID=…", "LABEL=…", a path such as "/dev/sdb1", "server:/path" or "tmpfs"',
};

/** One mount */
export const Mount = Type.Object(
  {
    source: Type.Optional(
      Type.String({
        ...source,
        description:
          "What is mounted: by UUID, LABEL, PARTUUID or PARTLABEL, a device, a network path, or tmpfs",
        examples: ["UUID=5b0defda-4702-4ef2-bd9a-ebebbccb0d9f", "LABEL=data", "/dev/vg0/data"],
      }),
    ),
    fstype: Type.Optional(
      Type.String({
        pattern: "^[a-z0-9._]+$",
        needs: "the name of a file system, such as btrfs",
        description: "Kind of file system; found out by itself unless it is said",
        examples: ["btrfs", "ext4", "nfs"],
      }),
    ),
    options: Type.Optional(
      Type.Union(
        [
          Type.String({ pattern: "^[^\\s%\\\\]+$", needs: "options separated by commas, without spaces" }),
          Type.Array(
            Type.String({ pattern: "^[^\\s,%\\\\]+$", needs: "one option, without commas and spaces" }),
          ),
        ],
        {
          description: "Mount options, separated by commas or as a list",
          examples: ["compress=zstd,subvol=@data", ["noatime"]],
        },
      ),
    ),
    state: Type.Optional(
      Type.Union([Type.Literal("mounted"), Type.Literal("unmounted"), Type.Literal("absent")], {
        default: "mounted",
        description:
          "`mounted`: now and at every boot; `unmounted`: neither, but `systemctl start` knows it; `absent`: not known any more",
        examples: ["mounted"],
      }),
    ),
  },
  closed,
);
export type Mount = Static<typeof Mount>;

/** One btrfs subvolume */
export const Subvolume = Type.Object(
  {
    device: Type.Optional(
      Type.String({
        ...source,
        description:
          "The btrfs that a name such as @data is at the top of; the one that holds / unless it is said",
        examples: ["LABEL=data"],
      }),
    ),
    state: Type.Optional(
      Type.Union([Type.Literal("present"), Type.Literal("absent")], {
        default: "present",
        description: "`absent` deletes it with all that is in it",
      }),
    ),
  },
  closed,
);
export type Subvolume = Static<typeof Subvolume>;

/** Snapshots of one subvolume */
export const Snapshots = Type.Object(
  {
    schedule: Type.Optional(
      Type.String({
        pattern: "^[A-Za-z0-9*.,:~/ _+-]+$",
        needs: "hourly, daily, weekly, monthly, or a time after systemd.time(7)",
        description:
          "When a snapshot is taken, as in systemd.time(7); without it only when somebody starts the service",
        examples: ["hourly", "Mon..Fri 03:00"],
      }),
    ),
    retention: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 10_000,
        description: "How many are kept, the newest; all of them unless it is said",
        examples: [7],
      }),
    ),
    name: Type.Optional(
      Type.String({
        pattern: "^[A-Za-z0-9@][A-Za-z0-9@._-]*$",
        needs: "letters, digits and @ . _ -; the time is added to it",
        maxLength: 100,
        default: "auto",
        description: "What the names of the snapshots begin with; the time follows",
        examples: ["backup"],
      }),
    ),
    state: Type.Optional(
      Type.Union([Type.Literal("present"), Type.Literal("absent")], {
        default: "present",
        description: "`absent` takes no more of them; those that are there stay",
      }),
    ),
  },
  closed,
);
export type Snapshots = Static<typeof Snapshots>;

/** The section plugins.filesystem */
export const FilesystemSection = Type.Object(
  {
    mounts: Type.Optional(
      Type.Record(Type.String(path), Mount, {
        ...closed,
        description: "Mounts by mount point, beside those of the installer",
      }),
    ),
    subvolumes: Type.Optional(
      Type.Record(
        Type.String({
          pattern: "^(@[A-Za-z0-9@._+-]*|(/[A-Za-z0-9@._:+=,-]+)+)$",
          needs: 'a path such as "/srv/data", or a name at the top of the file system such as "@data"',
        }),
        Subvolume,
        { ...closed, description: "Btrfs subvolumes, by path or by name at the top of their file system" },
      ),
    ),
    snapshots: Type.Optional(
      Type.Record(Type.String(path), Snapshots, {
        ...closed,
        description: "Read-only btrfs snapshots of subvolumes by path, in .snapshots below it",
      }),
    ),
  },
  { ...closed, description: "Mounts, btrfs subvolumes and snapshots" },
);
export type FilesystemSection = Static<typeof FilesystemSection>;
