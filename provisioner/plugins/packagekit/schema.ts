import { type Static, Type } from "@sinclair/typebox";
import { Repositories } from "./repository-schema.ts";

/** What Debian allows as the name of a package (policy 5.6.1) */
export const packageName = "^[a-z0-9][a-z0-9+.-]+$";

const closed = { additionalProperties: false } as const;

const name = Type.String({
  pattern: packageName,
  needs: "the name of a Debian package: lower-case letters, digits, + - and .",
});

/** What is wanted of one package */
export type Package = Static<typeof Package>;
export const Package = Type.Object(
  {
    version: Type.Optional(
      Type.String({
        pattern: "^[0-9][A-Za-z0-9.+~:-]*$",
        description: "Exactly this version; any, when nothing is said",
        needs: "a Debian version such as 2:9.1.1230-2",
        examples: ["2:9.1.1230-2"],
      }),
    ),
    state: Type.Optional(
      Type.Union([Type.Literal("present"), Type.Literal("absent")], {
        description: "`absent` removes it; `present` is meant when nothing is said",
        default: "present",
      }),
    ),
    hold: Type.Optional(
      Type.Boolean({
        description: "`true` keeps upgrades from it (`apt-mark hold`), `false` allows them again",
      }),
    ),
  },
  closed,
);

/** The section plugins.packagekit */
export type PackagesSection = Static<typeof PackagesSection>;
export const PackagesSection = Type.Object(
  {
    packages: Type.Optional(
      Type.Record(Type.String({ pattern: packageName }), Package, {
        ...closed,
        description: "Packages by name; a list of names is read as well",
        examples: [{ tmux: {}, nano: { state: "absent" }, vim: { version: "2:9.1.1230-2", hold: true } }],
      }),
    ),
    additional_packages: Type.Optional(
      Type.Array(name, {
        description: "Names of further packages that have to be installed",
        examples: [["vim", "tmux", "htop"]],
      }),
    ),
    manifest: Type.Optional(
      Type.String({
        pattern: "^/[^\\n]+$",
        description:
          "JSON file on the machine that lists further packages, in any form that `packages` takes",
        needs: "an absolute path",
        examples: ["/root/manifest.json"],
      }),
    ),
    repositories: Type.Optional(Repositories),
  },
  {
    ...closed,
    description: "Debian packages that have to be there, or must not be, and where they come from",
  },
);
