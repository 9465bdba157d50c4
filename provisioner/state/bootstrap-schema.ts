import { type Static, Type } from "@sinclair/typebox";
import { predicateSchema } from "./disk-predicate-schema.ts";

/** One wanted disk: its path, or what it looks like */
export type DeviceChoice = Static<typeof deviceChoice>;
const deviceChoice = Type.Union([
  Type.String({
    pattern: "^/dev/[A-Za-z0-9/._:+@-]+$",
    description: "Path of one disk.",
    needs: "a path below /dev",
    examples: ["/dev/vda", "/dev/disk/by-id/nvme-EXAMPLE_1"],
  }),
  predicateSchema,
]);

/** What the installer needs to know before any plugin runs; the plugin identity keeps the names among it */
export type Bootstrap = Static<typeof bootstrapSchema>;
export const bootstrapSchema = Type.Object(
  {
    device: Type.Optional(
      Type.Union(
        [...deviceChoice.anyOf, Type.Array(deviceChoice, { minItems: 1, description: "Disks of a mirror." })],
        {
          description:
            "Disk to install to: a path, or a predicate that must match exactly one disk, or a list of those for a mirror. Everything on it is destroyed.",
          needs: 'a path such as /dev/vda, a predicate such as {size: ">=100G"}, or a list of those',
          examples: ["/dev/vda", { size: ">=100G", pick: "smallest" }, { serial: "EXAMPLE0001" }],
        },
      ),
    ),
    hostname: Type.Optional(
      Type.String({
        pattern: "^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$",
        description: "Host name without the domain (RFC 1123: letters, digits, hyphens, at most 63).",
        needs:
          "1 to 63 letters, digits or hyphens, no hyphen at either end (what follows a dot belongs in domain)",
        examples: ["server1"],
      }),
    ),
    domain: Type.Optional(
      Type.String({
        maxLength: 253,
        pattern:
          "^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$",
        description: "DNS domain of the machine; with the host name it makes the full name.",
        needs: "a DNS domain without a leading or trailing dot",
        examples: ["example.com"],
      }),
    ),
    timezone: Type.Optional(
      Type.String({
        pattern:
          "^(UTC|Etc/[A-Za-z0-9+-]+|(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)(/[A-Za-z0-9_+-]+){1,2})$",
        default: "Etc/UTC",
        description: "Time zone by its tz database name.",
        needs: "UTC or an Area/City name of the tz database",
        examples: ["Etc/UTC", "Europe/Berlin", "America/New_York"],
      }),
    ),
    locale: Type.Optional(
      Type.String({
        pattern: "^(C|[a-z]{2,3}_[A-Z]{2})\\.UTF-8(@[a-z]+)?$",
        default: "C.UTF-8",
        description: "System locale, UTF-8 only.",
        needs: "language_REGION.UTF-8, or C.UTF-8",
        examples: ["C.UTF-8", "en_US.UTF-8", "de_DE.UTF-8"],
      }),
    ),
    keymap: Type.Optional(
      Type.String({
        pattern: "^[a-z][a-z0-9_-]*$",
        default: "us",
        description: "Keyboard layout of the console, as XKBLAYOUT in keyboard(5) calls it.",
        needs: "the name of a keyboard layout in small letters",
        examples: ["us", "de", "gb"],
      }),
    ),
    suite: Type.Optional(
      Type.String({
        pattern: "^[a-z][a-z0-9-]*$",
        default: "trixie",
        description: "Debian suite; a suite other than the installer's own needs base debootstrap.",
        needs: "a Debian code name in small letters",
        examples: ["trixie"],
      }),
    ),
    mirror: Type.Optional(
      Type.String({
        pattern: "^https?://[^\\s/?#@]+(/[^\\s?#]*)?$",
        description:
          "Debian mirror for the installed machine (and for base debootstrap); default: that of the installer.",
        needs: "an http or https address without user name and query",
        examples: ["http://mirror.example.com/debian"],
      }),
    ),
    base: Type.Optional(
      Type.Union([Type.Literal("image"), Type.Literal("debootstrap")], {
        default: "image",
        description:
          "Where Debian comes from: the image on the medium (fast), or debootstrap at install time.",
      }),
    ),
    unattended: Type.Optional(
      Type.Boolean({
        default: false,
        description: "Install without asking, after a countdown of ten seconds that any key stops.",
      }),
    ),
    wipe: Type.Optional(
      Type.Boolean({
        default: false,
        description: "Install even when the disk holds data, which is lost.",
      }),
    ),
    finish: Type.Optional(
      Type.Union([Type.Literal("reboot"), Type.Literal("poweroff")], {
        default: "reboot",
        description: "What the machine does when the install has succeeded.",
      }),
    ),
  },
  {
    additionalProperties: false,
    description:
      "What the installer needs before any plugin runs. Kept on the installed machine, where set: hostname, domain, timezone, locale, keymap; and compared: the default layout of device, when there is no plugins.storage. The defaults are those of an install.",
  },
);

/** Free words about the document itself; nothing on the machine follows from them */
export const metadataSchema = Type.Object(
  {
    name: Type.Optional(Type.String({ description: "Name of the document.", examples: ["web-server"] })),
    description: Type.Optional(Type.String({ description: "What the machine is for." })),
    author: Type.Optional(Type.String({ description: "Who answers for it.", examples: ["ops-team"] })),
    labels: Type.Optional(
      Type.Record(Type.String(), Type.String(), {
        description: "Further words of your own, by name.",
        examples: [{ site: "north" }],
      }),
    ),
  },
  { additionalProperties: false, description: "Words about the document itself; nothing follows from them." },
);
