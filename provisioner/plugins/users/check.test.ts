import { Check } from "@sinclair/typebox/value";
import { expect, test } from "vitest";
import { checkUsers } from "./check.ts";
import { normaliseUsers } from "./normalise.ts";
import { type Account, UsersSection } from "./schema.ts";

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPbmkKPBfcG3FG7bz2pTTFDPMXvxYZnVvZ0tSmrPZ7Aa admin@laptop";

test.each<[string, UsersSection, string]>([
  ["one uid for two accounts", { accounts: { a: { uid: 1000 }, b: { uid: 1000 } } }, "/accounts/b/uid"],
  ["one gid for two groups", { groups: { a: { gid: 1000 }, b: { gid: 1000 } } }, "/groups/b/gid"],
  ["root removed", { accounts: { root: { state: "absent" } } }, "/accounts/root/state"],
  ["root with another uid", { accounts: { root: { uid: 5 } } }, "/accounts/root/uid"],
  [
    "keys without a home to keep them in",
    { accounts: { a: { system: true, ssh_authorized_keys: [] } } },
    "/accounts/a/ssh_authorized_keys",
  ],
  [
    "a group needed and removed",
    { accounts: { a: { groups: ["ops"] } }, groups: { ops: { state: "absent" } } },
    "/accounts/a/groups/0",
  ],
  [
    "an account's own group removed",
    { accounts: { a: {} }, groups: { a: { state: "absent" } } },
    "/groups/a/state",
  ],
  [
    "one key file for two accounts",
    {
      accounts: {
        a: { home: "/srv", ssh_authorized_keys: [] },
        b: { home: "/srv", ssh_authorized_keys: [] },
      },
    },
    "/accounts/b/ssh_authorized_keys",
  ],
  ["a sudo rule for nobody", { sudo_rules: { a: { commands: ["ALL"] } } }, "/sudo_rules/a"],
  ["a sudo rule for nothing", { sudo_rules: { a: { users: ["a"] } } }, "/sudo_rules/a"],
  [
    "a sudo rule for an account that goes",
    { accounts: { a: { state: "absent" } }, sudo_rules: { a: { users: ["a"], commands: ["ALL"] } } },
    "/sudo_rules/a/users/0",
  ],
])("%s is an error", (_what, section, pointer) => {
  expect(problems(section)).toEqual([`error ${pointer}`]);
});

test.each<[string, UsersSection, string]>([
  [
    "sudo that asks an account without a password",
    { accounts: { a: { groups: ["sudo"] } } },
    "/accounts/a/groups",
  ],
  [
    "a sudo rule that asks it",
    { accounts: { a: { sudo: "password", password_hash: "*" } } },
    "/accounts/a/sudo",
  ],
  ["a group nobody makes", { accounts: { a: { groups: ["docker"] } } }, "/accounts/a/groups/0"],
  [
    "half a key",
    { accounts: { a: { ssh_authorized_keys: ["ssh-ed25519 AAAA..."] } } },
    "/accounts/a/ssh_authorized_keys/0",
  ],
])("%s is a warning", (_what, section, pointer) => {
  expect(problems(section)).toEqual([`warning ${pointer}`]);
});

test("an ordinary section has no problems", () => {
  const section: UsersSection = {
    accounts: {
      admin: { groups: ["sudo", "ops"], ssh_authorized_keys: [key], sudo: "nopasswd" },
      jo: { groups: ["sudo"], password_hash: "$y$j9T$salt$hash" },
    },
    groups: { ops: {} },
  };

  expect(problems(section)).toEqual([]);
});

test("a plain password is refused with the command that makes a hash", () => {
  const account: Account & { password: string } = { password: "planted" };
  const section = { accounts: { a: account } };

  expect(Check(UsersSection, section)).toBe(false);
  expect(checkUsers(section, { version: 1, plugins: {} })).toMatchObject([
    { pointer: "/accounts/a/password", fix: expect.stringContaining("groundstate hash-password") },
  ]);
  expect(JSON.stringify(checkUsers(section, { version: 1, plugins: {} }))).not.toContain("planted");
});

test.each(["secret", "root:secret", "$6$sa:lt$x", ""])("%j is no password hash", password_hash => {
  expect(Check(UsersSection, { accounts: { a: { password_hash } } })).toBe(false);
});

test("lists with names become maps", () => {
  const list = { accounts: [{ name: "jeremy", uid: 1000 }], groups: [{ name: "ops" }] };

  expect(normaliseUsers(list)).toEqual({ accounts: { jeremy: { uid: 1000 } }, groups: { ops: {} } });
});

test("a list that names somebody twice is left for the schema to refuse", () => {
  const list = { accounts: [{ name: "jeremy" }, { name: "jeremy" }] };

  expect(normaliseUsers(list)).toEqual(list);
  expect(Check(UsersSection, normaliseUsers(list))).toBe(false);
});

function problems(section: UsersSection): string[] {
  expect(Check(UsersSection, section)).toBe(true);
  return checkUsers(section, { version: 1, plugins: {} }).map(
    ({ severity = "error", pointer }) => `${severity} ${pointer}`,
  );
}
