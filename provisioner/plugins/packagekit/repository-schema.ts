import { type Static, Type } from "@sinclair/typebox";

const closed = { additionalProperties: false } as const;

/** What apt takes as the name of a file in /etc/apt/sources.list.d, without its ending */
export const repositoryName = "^[A-Za-z0-9][A-Za-z0-9_-]*$";

const word = "^[A-Za-z0-9][A-Za-z0-9_.+:~/-]*$";

/** An archive of packages beside those of Debian that the machine has anyway */
export type Repository = Static<typeof Repository>;
export const Repository = Type.Object(
  {
    uris: Type.Optional(
      Type.Array(
        Type.String({
          pattern: "^(https?|file):/[^\\s]+$",
          needs: "an address with http:, https: or file:",
          examples: ["https://packages.example/debian"],
        }),
        { minItems: 1, description: "Where it is; a single address is read as well" },
      ),
    ),
    suites: Type.Optional(
      Type.Array(
        Type.String({
          pattern: "^([A-Za-z0-9][A-Za-z0-9_.+~/-]*|\\./)$",
          needs: "a suite such as trixie, or a folder that ends in /",
          examples: ["trixie"],
        }),
        { minItems: 1, description: "Suites of it, or folders that end in `/` where it has none" },
      ),
    ),
    components: Type.Optional(
      Type.Array(Type.String({ pattern: word, examples: ["main"] }), {
        minItems: 1,
        description: "Parts of the suites; none for a folder that ends in `/`",
      }),
    ),
    architectures: Type.Optional(
      Type.Array(Type.String({ pattern: "^[a-z0-9][a-z0-9-]*$", examples: ["amd64"] }), {
        minItems: 1,
        description: "Only these; those of the machine, when nothing is said",
      }),
    ),
    key: Type.Optional(
      Type.String({
        pattern:
          "^-----BEGIN PGP PUBLIC KEY BLOCK-----\\n([\\x20-\\x7e]*\\n)+-----END PGP PUBLIC KEY BLOCK-----\\n?$",
        description:
          "The public key that signs it, as text (`gpg --export --armor`); it stands in the file itself",
        needs: "what gpg --export --armor prints",
        examples: [
          "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEZ0example\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n",
        ],
      }),
    ),
    keyring: Type.Optional(
      Type.String({
        pattern: "^/[^\\s]+\\.(asc|gpg|pgp)$",
        description:
          "In place of `key`: a file on the machine that holds the key, below /etc/apt/keyrings for instance",
        needs: "an absolute path that ends in .asc, .gpg or .pgp",
        examples: ["/usr/share/keyrings/debian-archive-keyring.gpg"],
      }),
    ),
    priority: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1000,
        description:
          "Only for a suite of another Debian release: how much apt prefers it (apt_preferences). 100 when nothing is said: only what the machine's own release lacks; 500: whatever is newer",
        examples: [100, 500],
      }),
    ),
    state: Type.Optional(
      Type.Union([Type.Literal("present"), Type.Literal("absent")], {
        description: "`absent` removes its file; `present` is meant when nothing is said",
        default: "present",
      }),
    ),
  },
  closed,
);

/** Further archives by the names of their files */
export const Repositories = Type.Record(Type.String({ pattern: repositoryName }), Repository, {
  ...closed,
  names: "letters, digits, _ and -",
  description: "Further package archives; each is a file NAME.sources in /etc/apt/sources.list.d",
});
