import { type Static, type TString, Type } from "@sinclair/typebox";

const closed = { additionalProperties: false } as const;
const unitCharacters = "[A-Za-z0-9:_.\\\\@-]+";
const anyUnit = Type.String({ pattern: `^${unitCharacters}$` });
const unitKinds = "(service|socket|timer|target|path|mount|automount|swap|slice)";
const wholeUnitPattern = `^${unitCharacters}\\.${unitKinds}$`;
const wholeUnit = Type.String({ pattern: wholeUnitPattern });

const dropInPattern = "^[A-Za-z0-9_-]+([A-Za-z0-9_.-]*\\.conf)?$";

const oneLine = { pattern: "^[^\\n]+$" } as const;

const presence = Type.Optional(
  Type.Union([Type.Literal("present"), Type.Literal("absent")], {
    default: "present",
    description: "`absent` stops it, disables it and removes its file",
  }),
);

const content = Type.String({
  minLength: 1,
  description: "The file's text; systemd-analyze verify must accept it before it is put in place",
  examples: ["[Service]\nExecStart=/usr/local/bin/my-app\n\n[Install]\nWantedBy=multi-user.target\n"],
});

function span(description: string, example: string): TString {
  return Type.String({ ...oneLine, description, examples: [example] });
}

/** What is wanted of a unit that somebody else brings */
export const Service = Type.Object(
  {
    state: Type.Optional(
      Type.Union(
        [
          Type.Literal("enabled"),
          Type.Literal("disabled"),
          Type.Literal("masked"),
          Type.Literal("started"),
          Type.Literal("running"),
          Type.Literal("stopped"),
        ],
        {
          description:
            "`enabled`: starts at boot and runs now; `disabled`: neither; `masked`: cannot be started at all; `started` (or `running`) and `stopped` say only what is now",
          examples: ["enabled"],
        },
      ),
    ),
    enabled: Type.Optional(Type.Boolean({ description: "Only whether it starts at boot", examples: [true] })),
    running: Type.Optional(
      Type.Boolean({ description: "Only whether it runs on a running machine", examples: [true] }),
    ),
  },
  closed,
);
export type Service = Static<typeof Service>;

/** A timer unit, written from a few values */
export const Timer = Type.Object(
  {
    on_calendar: Type.Optional(
      Type.Union([Type.String(oneLine), Type.Array(Type.String(oneLine), { minItems: 1 })], {
        description: "When it fires, as in systemd.time(7); one expression or several",
        examples: ["daily", "Mon..Fri 03:00"],
      }),
    ),
    on_boot_sec: Type.Optional(span("How long after boot it fires first", "10min")),
    on_startup_sec: Type.Optional(
      span("How long after systemd started it fires first; a little later than boot", "5min"),
    ),
    on_active_sec: Type.Optional(span("How long after the timer itself was started it fires", "30s")),
    on_unit_active_sec: Type.Optional(span("How long after its unit was started it fires again", "1h")),
    on_unit_inactive_sec: Type.Optional(span("How long after its unit ended it fires again", "10min")),
    accuracy_sec: Type.Optional(
      span("How much later it may fire so that the machine wakes once for several timers", "1s"),
    ),
    randomized_delay_sec: Type.Optional(span("Fires up to that much later, by chance", "15min")),
    fixed_random_delay: Type.Optional(
      Type.Boolean({ description: "The chance delay is the same each time on this machine" }),
    ),
    on_clock_change: Type.Optional(Type.Boolean({ description: "Fires when the clock is set" })),
    on_timezone_change: Type.Optional(Type.Boolean({ description: "Fires when the time zone changes" })),
    persistent: Type.Optional(
      Type.Boolean({ description: "Makes up at boot for a run missed while the machine was off" }),
    ),
    wake_system: Type.Optional(Type.Boolean({ description: "Wakes a machine that sleeps" })),
    remain_after_elapse: Type.Optional(
      Type.Boolean({
        description: "A timer that will not fire again stays loaded; systemd's own default is true",
      }),
    ),
    unit: Type.Optional(
      Type.String({
        pattern: wholeUnitPattern,
        description: "Unit that it starts; the service of the same name when nothing is said",
        examples: ["backup.service"],
      }),
    ),
    description: Type.Optional(
      Type.String({
        pattern: "^[^\\n]*$",
        description: "Description= of the timer",
        examples: ["Nightly backup"],
      }),
    ),
    enabled: Type.Optional(
      Type.Boolean({ default: true, description: "Starts at boot and waits now; false: neither" }),
    ),
    state: presence,
  },
  closed,
);
export type Timer = Static<typeof Timer>;

/** A unit file of the user's own */
export const CustomUnit = Type.Object(
  {
    content: Type.Optional(content),
    enabled: Type.Optional(Type.Boolean({ description: "Whether it starts at boot", examples: [true] })),
    running: Type.Optional(
      Type.Boolean({ description: "Whether it runs on a running machine", examples: [true] }),
    ),
    state: presence,
  },
  closed,
);
export type CustomUnit = Static<typeof CustomUnit>;

/** One drop-in of a unit */
export const DropIn = Type.Object({ content: Type.Optional(content), state: presence }, closed);
export type DropIn = Static<typeof DropIn>;

/** The section plugins.systemd */
export const SystemdSection = Type.Object(
  {
    services: Type.Optional(
      Type.Record(anyUnit, Service, {
        ...closed,
        description:
          "Units that Debian's packages or custom_units bring; `.service` is meant when no kind is said",
      }),
    ),
    timers: Type.Optional(
      Type.Record(anyUnit, Timer, {
        ...closed,
        description: "Timers written to /etc/systemd/system, by name",
      }),
    ),
    custom_units: Type.Optional(
      Type.Record(wholeUnit, CustomUnit, {
        ...closed,
        description: "Unit files written to /etc/systemd/system, by name",
      }),
    ),
    drop_ins: Type.Optional(
      Type.Record(wholeUnit, Type.Record(Type.String({ pattern: dropInPattern }), DropIn, closed), {
        ...closed,
        description:
          "Drop-ins by unit, then by name: a word of your own, or a file name that ends with `.conf`; systemd reads a unit's drop-ins in the order of their file names, and ours are `50-groundstate-WORD.conf`",
        examples: [{ "ssh.service": { limits: { content: "[Service]\nLimitNOFILE=65536\n" } } }],
      }),
    ),
  },
  { ...closed, description: "Services, timers, unit files and drop-ins" },
);
export type SystemdSection = Static<typeof SystemdSection>;
