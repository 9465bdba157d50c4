import { type Static, type TString, Type } from "@sinclair/typebox";

const closed = { additionalProperties: false } as const;
const accountName = "^[a-z_][a-z0-9_.-]{0,31}$";
const reactions = [
  ..."ignore poweroff reboot halt kexec suspend hibernate hybrid-sleep".split(" "),
  ..."suspend-then-hibernate sleep lock factory-reset".split(" "),
];

function reaction(description: string, example: string): TString {
  return Type.String({ pattern: `^(${reactions.join("|")})$`, description, examples: [example] });
}

function span(description: string, example: string): TString {
  const units = "(us|ms|s|sec|seconds?|m|min|minutes?|h|hr|hours?|d|days?|w|weeks?)";
  const pattern = `^(infinity|[0-9]+${units}?( ?[0-9]+${units})*)$`;
  return Type.String({ pattern, description, examples: [example] });
}

/** What logind keeps for one account */
export const User = Type.Object(
  {
    linger: Type.Optional(
      Type.Boolean({
        description:
          "Its user services start at boot and stay when it logs out (true), or live only as long as it is logged in (false)",
        examples: [true],
      }),
    ),
  },
  closed,
);

/** Settings of logind.conf(5) */
export const Policy = Type.Object(
  {
    kill_user_processes: Type.Optional(
      Type.Boolean({ description: "Ends what a user left running when the user logs out" }),
    ),
    kill_only_users: Type.Optional(
      Type.Array(Type.String({ pattern: accountName }), {
        description: "kill_user_processes is for these accounts alone",
        examples: [["guest"]],
      }),
    ),
    kill_exclude_users: Type.Optional(
      Type.Array(Type.String({ pattern: accountName }), {
        description: "kill_user_processes is not for these accounts",
        examples: [["root", "admin"]],
      }),
    ),
    user_stop_delay_sec: Type.Optional(
      span("How long a user's own services stay after the last session", "10s"),
    ),
    remove_ipc: Type.Optional(
      Type.Boolean({
        description: "Removes a user's shared memory and message queues with the last session",
        examples: [false],
      }),
    ),
    idle_action: Type.Optional(reaction("What happens when every session has been idle", "ignore")),
    idle_action_sec: Type.Optional(span("How long idle is idle, for idle_action", "30min")),
    stop_idle_session_sec: Type.Optional(span("How long a session may be idle before it is ended", "1h")),
    sessions_max: Type.Optional(
      Type.Integer({ minimum: 1, description: "How many sessions there may be at once", examples: [8192] }),
    ),
    inhibitors_max: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: "How many inhibitor locks there may be at once",
        examples: [8192],
      }),
    ),
    inhibit_delay_max_sec: Type.Optional(span("How long a program may delay a shutdown or a sleep", "5s")),
    handle_power_key: Type.Optional(reaction("The power key was pressed", "poweroff")),
    handle_power_key_long_press: Type.Optional(reaction("The power key was held for 5 s", "ignore")),
    handle_reboot_key: Type.Optional(reaction("The reboot key was pressed", "reboot")),
    handle_reboot_key_long_press: Type.Optional(reaction("The reboot key was held for 5 s", "poweroff")),
    handle_suspend_key: Type.Optional(reaction("The suspend key was pressed", "ignore")),
    handle_suspend_key_long_press: Type.Optional(reaction("The suspend key was held for 5 s", "ignore")),
    handle_hibernate_key: Type.Optional(reaction("The hibernate key was pressed", "ignore")),
    handle_hibernate_key_long_press: Type.Optional(reaction("The hibernate key was held for 5 s", "ignore")),
    handle_lid_switch: Type.Optional(reaction("The lid was closed", "ignore")),
    handle_lid_switch_external_power: Type.Optional(
      reaction("The lid was closed while on mains power; as handle_lid_switch when unset", "ignore"),
    ),
    handle_lid_switch_docked: Type.Optional(
      reaction("The lid was closed in a dock, or with another display", "ignore"),
    ),
    holdoff_timeout_sec: Type.Optional(span("How long after boot or resume the lid is not looked at", "30s")),
    runtime_directory_size: Type.Optional(
      Type.String({
        pattern: "^[0-9]+[KMGT%]?$",
        description: "Size limit of each user's /run/user folder; a share of the memory, or bytes",
        examples: ["10%", "512M"],
      }),
    ),
    runtime_directory_inodes_max: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: "How many files fit into each /run/user folder",
        examples: [65536],
      }),
    ),
    n_auto_vts: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 15,
        description: "How many consoles get a login prompt when switched to",
        examples: [6],
      }),
    ),
    reserve_vt: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 15,
        description: "Console that always has a login prompt; 0 for none",
        examples: [6],
      }),
    ),
  },
  {
    ...closed,
    description: "Settings of logind.conf(5), written to a drop-in of our own; what is unset stays as it is",
  },
);
export type Policy = Static<typeof Policy>;

/** The section plugins.login1 */
export const Login1Section = Type.Object(
  {
    users: Type.Optional(
      Type.Record(Type.String({ pattern: accountName }), User, {
        ...closed,
        description: "Accounts by name",
        examples: [{ admin: { linger: true } }],
      }),
    ),
    policy: Type.Optional(Policy),
  },
  { ...closed, description: "Lingering of users, and what systemd-logind does with sessions, keys and lids" },
);
export type Login1Section = Static<typeof Login1Section>;
