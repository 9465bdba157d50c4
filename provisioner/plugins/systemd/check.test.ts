import { Check } from "@sinclair/typebox/value";
import { expect, test } from "vitest";
import { checkSystemd } from "./check.ts";
import { wantedUnits } from "./desired.ts";
import { normaliseSystemd } from "./normalise.ts";
import { SystemdSection } from "./schema.ts";

const content = "[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target";

test.each<[string, SystemdSection, string]>([
  ["a unit under two names", { services: { a: {}, "a.service": {} } }, "/services/a.service"],
  ["two meanings for boot", { services: { a: { state: "enabled", enabled: false } } }, "/services/a/enabled"],
  ["two meanings for now", { services: { a: { state: "started", running: false } } }, "/services/a/running"],
  [
    "a mask over a unit that is written",
    { services: { a: { state: "masked" } }, custom_units: { "a.service": { content } } },
    "/services/a/state",
  ],
  ["a unit without its text", { custom_units: { "a.service": {} } }, "/custom_units/a.service"],
  ["a drop-in without its text", { drop_ins: { "a.service": { x: {} } } }, "/drop_ins/a.service/x"],
  [
    "a unit to enable that says not when",
    { custom_units: { "a.service": { content: "[Service]", enabled: true } } },
    "/custom_units/a.service/content",
  ],
  [
    "the same, asked for by services",
    { services: { a: { state: "enabled" } }, custom_units: { "a.service": { content: "[Service]" } } },
    "/custom_units/a.service/content",
  ],
  [
    "a timer that never fires",
    { timers: { a: {} }, custom_units: { "a.service": { content } } },
    "/timers/a",
  ],
  [
    "a timer that custom_units writes as well",
    {
      timers: { a: { on_calendar: "daily" } },
      custom_units: { "a.service": { content }, "a.timer": { content } },
    },
    "/timers/a",
  ],
  [
    "a drop-in written twice",
    { drop_ins: { "a.service": { x: { content }, "50-groundstate-x.conf": { content } } } },
    "/drop_ins/a.service/50-groundstate-x.conf",
  ],
  ["a template that is to run", { services: { "a@": { state: "started" } } }, "/services/a@"],
  ["a mask for the message bus", { services: { dbus: { state: "masked" } } }, "/services/dbus/state"],
])("%s is an error", (_what, section, pointer) => {
  expect(problems(section)).toEqual([`error ${pointer}`]);
});

test("a timer for a unit that only a package could bring is a warning", () => {
  expect(problems({ timers: { a: { on_calendar: "daily" } } })).toEqual(["warning /timers/a"]);
});

test.each(["masked", "disabled", "stopped"] as const)("ssh that is %s is a warning, not an error", state => {
  expect(problems({ services: { ssh: { state } } })).toEqual(["warning /services/ssh"]);
});

test("a run that cannot be missed cannot be made up for", () => {
  const timers = { a: { on_boot_sec: "5min", persistent: true } };
  const custom_units = { "a.service": { content } };

  expect(problems({ timers, custom_units })).toEqual(["warning /timers/a/persistent"]);
});

test.each(["../x", "a/b", "x.conf.d", ".conf", "a b"])("%j is no name of a drop-in", name => {
  expect(Check(SystemdSection, { drop_ins: { "a.service": { [name]: { content } } } })).toBe(false);
});

test.each(["a\nb", "", "../x"])("%j is no name of a unit", name => {
  expect(Check(SystemdSection, { services: { [name]: {} } })).toBe(false);
});

test("a line break cannot smuggle a directive into a timer", () => {
  expect(Check(SystemdSection, { timers: { a: { on_calendar: "daily\nUnit=other.service" } } })).toBe(false);
});

test("the older spelling of services means the same", () => {
  const section = normaliseSystemd({ services: [{ name: "sshd", enabled: true, state: "running" }] });

  expect(section).toEqual({ services: { sshd: { enabled: true, state: "running" } } });
  expect(Check(SystemdSection, section) && wantedUnits(section)).toEqual([
    { unit: "sshd.service", boot: "enabled", running: true },
  ]);
});

function problems(section: SystemdSection): string[] {
  expect(Check(SystemdSection, section)).toBe(true);
  return checkSystemd(section, { version: 1, plugins: {} }).map(
    ({ severity = "error", pointer }) => `${severity} ${pointer}`,
  );
}
