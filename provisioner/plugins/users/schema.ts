import { type Static, Type } from "@sinclair/typebox";

const name = Type.String({ pattern: "^[a-z_][a-z0-9_.-]{0,30}$" });
const closed = { additionalProperties: false } as const;

const state = Type.Union([Type.Literal("present"), Type.Literal("absent")], {
  description: "`absent` removes it; `present` is meant when nothing is said",
  default: "present",
});

const authorizedKey = Type.String({
  pattern: "^(?!-----)[^\\n\\r]*(ssh-|ecdsa-|sk-)[^\\s]+ [^\\n\\r]+$",
});

/** One account */
export const Account = Type.Object(
  {
    uid: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 4294967294, description: "User number", examples: [1000] }),
    ),
    gid: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 4294967294,
        description:
          "Number of the primary group; unless a group has it, one is made with the account's own name",
        examples: [1000],
      }),
    ),
    groups: Type.Optional(
      Type.Array(name, {
        uniqueItems: true,
        description: "Groups the account is a member of, besides its primary one; other memberships stay",
        examples: [["sudo"]],
      }),
    ),
    shell: Type.Optional(
      Type.String({
        pattern: "^/[^:\\n]*$",
        description: "Login shell; a new account gets /bin/bash (a system account /usr/sbin/nologin)",
        examples: ["/bin/bash"],
      }),
    ),
    home: Type.Optional(
      Type.String({
        pattern: "^/[^:\\n]+$",
        description: "Home directory; a new account gets /home/<name> (a system account none)",
        examples: ["/srv/deploy"],
      }),
    ),
    comment: Type.Optional(
      Type.String({
        pattern: "^[^:\\n]*$",
        description: "Full name or purpose (the GECOS field)",
        examples: ["Jo Admin"],
      }),
    ),
    system: Type.Optional(
      Type.Boolean({ description: "Made as a system account; matters only when the account is made" }),
    ),
    password_hash: Type.Optional(
      Type.String({
        pattern: "^(\\$[0-9a-z]+\\$[^:\\s]+|[*!])$",
        writeOnly: true,
        description:
          "Hash from `groundstate hash-password`; a new account without one has no usable password",
        examples: ["$y$j9T$saltsaltsalt$hashhashhash"],
      }),
    ),
    ssh_authorized_keys: Type.Optional(
      Type.Array(authorizedKey, {
        description: "Public keys that may log in, one line each",
        examples: [["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI… admin@laptop"]],
      }),
    ),
    ssh_keys: Type.Optional(
      Type.Union([Type.Literal("exact"), Type.Literal("additional")], {
        default: "exact",
        description: "`exact`: those keys and no others; `additional`: those besides what is there",
      }),
    ),
    sudo: Type.Optional(
      Type.Union([Type.Literal("password"), Type.Literal("nopasswd")], {
        description: "May run everything as root: `password` asks for the account's own, `nopasswd` does not",
      }),
    ),
    state: Type.Optional(state),
    keep_home: Type.Optional(
      Type.Boolean({
        default: true,
        description: "With `state: absent`: false removes the home directory as well, for good",
      }),
    ),
  },
  closed,
);
export type Account = Static<typeof Account>;

/** One group */
export const Group = Type.Object(
  {
    gid: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 4294967294, description: "Group number", examples: [2000] }),
    ),
    system: Type.Optional(Type.Boolean({ description: "Made with a number from the system's range" })),
    state: Type.Optional(state),
  },
  closed,
);
export type Group = Static<typeof Group>;

const runAs = "(ALL|[a-z_][a-z0-9_.-]*)";

/** Commands that accounts and groups may run as somebody else */
export const SudoRule = Type.Object(
  {
    users: Type.Optional(
      Type.Array(name, { uniqueItems: true, description: "Accounts that may", examples: [["deploy"]] }),
    ),
    groups: Type.Optional(
      Type.Array(name, { uniqueItems: true, description: "Groups whose members may", examples: [["ops"]] }),
    ),
    commands: Type.Optional(
      Type.Array(
        Type.String({
          pattern: "^(ALL|!?(/|sudoedit /)[^\\n\\r]*)$",
          needs: "ALL, or a command by its whole path",
        }),
        {
          minItems: 1,
          description:
            "Commands by their whole path, with arguments or wildcards as in sudoers(5); ALL for every one",
          examples: [["/usr/bin/systemctl restart app.service", "sudoedit /etc/app.conf"]],
        },
      ),
    ),
    run_as: Type.Optional(
      Type.String({
        pattern: `^${runAs}(:${runAs})?$`,
        default: "root",
        description: "Account, or account:group, as which they run",
        examples: ["www-data"],
      }),
    ),
    nopasswd: Type.Optional(
      Type.Boolean({ default: false, description: "Whether no password is asked for", examples: [true] }),
    ),
    setenv: Type.Optional(
      Type.Boolean({
        default: false,
        description: "Whether the environment may be set on the command line",
        examples: [true],
      }),
    ),
    state: Type.Optional(state),
  },
  closed,
);
export type SudoRule = Static<typeof SudoRule>;

/** The section plugins.users */
export const UsersSection = Type.Object(
  {
    accounts: Type.Optional(Type.Record(name, Account, { ...closed, description: "Accounts by name" })),
    groups: Type.Optional(Type.Record(name, Group, { ...closed, description: "Groups by name" })),
    sudo_rules: Type.Optional(
      Type.Record(Type.String({ pattern: "^[a-z0-9][a-z0-9_-]{0,60}$" }), SudoRule, {
        ...closed,
        names: "small letters, digits, _ and -",
        description: "Rules of sudo for single commands, by a name of your own",
      }),
    ),
    sessions: Type.Optional(
      Type.Array(
        Type.Object(
          {
            user: Type.String({ description: "Account that the session belongs to" }),
            type: Type.Optional(Type.String({ description: "Kind of session", examples: ["x11"] })),
            display: Type.Optional(Type.String({ description: "Display it runs on", examples: [":0"] })),
          },
          closed,
        ),
        {
          description:
            "Read for older documents; a session begins when somebody logs in, so `plan` refuses them",
        },
      ),
    ),
  },
  { ...closed, description: "Accounts, groups, ssh keys and sudo rules" },
);
export type UsersSection = Static<typeof UsersSection>;
