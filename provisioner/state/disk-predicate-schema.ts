import { type Static, Type } from "@sinclair/typebox";

/** What a disk looks like; every key that is given must match */
export type DiskPredicate = Static<typeof predicateSchema>;
export const predicateSchema = Type.Object(
  {
    serial: Type.Optional(glob("Serial number", "EXAMPLE0001")),
    wwn: Type.Optional(glob("World Wide Name", "0x5000000000000001")),
    model: Type.Optional(glob("Model name", "EXAMPLE SSD*")),
    path: Type.Optional(
      Type.String({
        pattern: "^/dev/\\S+$",
        description: "Device path or one of its links; * stands for any text.",
        needs: "a path below /dev",
        examples: ["/dev/disk/by-path/pci-0000:00:1f.2-ata-1"],
      }),
    ),
    transport: Type.Optional(
      Type.Union(
        (["ata", "fc", "iscsi", "mmc", "nvme", "sas", "sata", "scsi", "usb", "virtio"] as const).map(name =>
          Type.Literal(name),
        ),
        { description: "How the disk is attached, as lsblk names it.", examples: ["nvme"] },
      ),
    ),
    rotational: Type.Optional(
      Type.Boolean({ description: "true: a spinning disk; false: flash.", examples: [false] }),
    ),
    size: Type.Optional(
      Type.String({
        pattern: "^(>=|<=|>|<|=) ?[0-9]+(\\.[0-9]+)? ?([KMGTP](i?B)?|B)?$",
        description: "Comparison with the size of the disk; 100G is 100 GiB, 100GB is 100 000 000 000 bytes.",
        needs: "one of >= <= > < = and a size",
        examples: [">=100G", "<2T"],
      }),
    ),
    pick: Type.Optional(
      Type.Union([Type.Literal("smallest"), Type.Literal("largest")], {
        description: "Which disk to take when several match; without it several are an error.",
        examples: ["smallest"],
      }),
    ),
  },
  {
    additionalProperties: false,
    minProperties: 1,
    description: "What the disk looks like: every key that is given must match.",
    needs: "at least one of serial, wwn, model, path, transport, rotational, size, pick",
    examples: [{ size: ">=100G", pick: "smallest" }],
  },
);

function glob(what: string, example: string) {
  return Type.String({
    minLength: 1,
    description: `${what} of the disk; * stands for any text.`,
    examples: [example],
  });
}
