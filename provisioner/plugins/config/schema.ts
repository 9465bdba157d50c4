import { type Static, Type } from "@sinclair/typebox";
import { validators } from "./validators.ts";

const closed = { additionalProperties: false } as const;
const absolute = {
  pattern: "^(?!.*/\\.{1,2}(/|$))(/[^/\\x00-\\x1f\\x7f]+)+$",
  needs: "an absolute path, without . and .. and without a slash at the end",
} as const;
const path = Type.String(absolute);
const unit = Type.String({ pattern: "^[A-Za-z0-9:_.\\\\@-]+$" });
const variableName = Type.String({ pattern: "^[A-Za-z_][A-Za-z0-9_]*$" });

const owner = {
  pattern: "^([a-z_][a-z0-9_.-]{0,30}|[0-9]{1,9})$",
  needs: "a name or a number in quotes",
} as const;

const variables = Type.Optional(
  Type.Record(variableName, Type.Unknown(), {
    ...closed,
    names: "letters, digits and _, no digit first",
    description: "Values that templates use by these names: text, numbers, true or false, lists and maps",
    examples: [{ port: 8080, upstreams: ["10.0.0.2", "10.0.0.3"] }],
  }),
);

/** One file */
export const ConfigFile = Type.Object(
  {
    content: Type.Optional(
      Type.String({ description: "The file's text, exactly", examples: ["PermitRootLogin no\n"] }),
    ),
    template: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          "A Liquid template: its text, or the path of a file that holds it (below /etc/groundstate unless absolute); what has a line break, {{ or {% in it is a text",
        examples: ["Welcome to {{ hostname }}\n", "templates/sshd_config.j2"],
      }),
    ),
    source: Type.Optional(
      Type.String({
        ...absolute,
        description: "A file on the machine whose bytes it gets; needs `checksum`",
        examples: ["/usr/share/doc/rsync/examples/rsyncd.conf"],
      }),
    ),
    variables,
    checksum: Type.Optional(
      Type.String({
        pattern: "^sha256:\\S+$",
        needs: "sha256: and what sha256sum prints",
        description:
          "What the bytes must add up to before they are put in place; without content, template and source it is only compared",
        examples: ["sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
      }),
    ),
    mode: Type.Optional(
      Type.String({
        pattern: "^[0-7]{3,4}$",
        needs: "three or four octal digits in quotes",
        description: "Permissions, octal, in quotes; a new file gets 0644 (0600 when sensitive)",
        examples: ["0640"],
      }),
    ),
    owner: Type.Optional(
      Type.String({
        ...owner,
        description: "Account it belongs to, by name or number; a new file is root's",
        examples: ["www-data"],
      }),
    ),
    group: Type.Optional(
      Type.String({
        ...owner,
        description: "Group it belongs to, by name or number; a new file is root's",
        examples: ["adm"],
      }),
    ),
    sensitive: Type.Optional(
      Type.Boolean({
        description: "Holds a secret: nothing of its text, size or checksum is shown or recorded",
        examples: [true],
      }),
    ),
    validate: Type.Optional(
      Type.Union(
        Object.keys(validators).map(name => Type.Literal(name)),
        {
          description: "Program that must accept the whole file before it is put in place",
          examples: ["sshd"],
        },
      ),
    ),
    reload: Type.Optional(
      Type.Array(unit, {
        uniqueItems: true,
        description: "Units that read it again when it changed (or restart when they cannot), if they run",
        examples: [["ssh"]],
      }),
    ),
    restart: Type.Optional(
      Type.Array(unit, {
        uniqueItems: true,
        description: "Units that are restarted when it changed, if they run",
        examples: [["chrony"]],
      }),
    ),
    state: Type.Optional(
      Type.Union([Type.Literal("present"), Type.Literal("absent")], {
        default: "present",
        description: "`absent` removes it; `present` is meant when nothing is said",
      }),
    ),
  },
  closed,
);
export type ConfigFile = Static<typeof ConfigFile>;

/** One service, as older documents write it */
export const ConfigService = Type.Object(
  {
    enabled: Type.Optional(Type.Boolean({ description: "Whether it starts at boot", examples: [true] })),
    state: Type.Optional(
      Type.Union([Type.Literal("running"), Type.Literal("started"), Type.Literal("stopped")], {
        description: "Whether it runs on a running machine",
        examples: ["running"],
      }),
    ),
  },
  closed,
);
export type ConfigService = Static<typeof ConfigService>;

/** The section plugins.config */
export const ConfigSection = Type.Object(
  {
    files: Type.Optional(
      Type.Record(path, ConfigFile, {
        ...closed,
        names: absolute.needs,
        description: "Files by absolute path",
      }),
    ),
    variables,
    services: Type.Optional(
      Type.Record(unit, ConfigService, {
        ...closed,
        description: "The same as plugins.systemd.services, for documents that keep them beside the files",
      }),
    ),
  },
  { ...closed, description: "Configuration files: content, templates, modes, and who reads them again" },
);
export type ConfigSection = Static<typeof ConfigSection>;
