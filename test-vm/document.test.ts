import { expect, test } from "vitest";
import { loginAccount, withBootstrap, withPlugins, withSshKey } from "./document.ts";

const document = {
  version: 1,
  bootstrap: { hostname: "a", wipe: true },
  plugins: {
    systemd: { services: {} },
    users: {
      accounts: {
        service: { uid: 900 },
        guarded: { ssh_authorized_keys: ["ssh-ed25519 A"], sudo: "password" },
        admin: { ssh_authorized_keys: ["ssh-ed25519 B"], sudo: "nopasswd" },
      },
    },
  },
};

test("the harness's key is added to accounts that have keys, and to no other", () => {
  const { plugins } = withSshKey(document, "ssh-ed25519 C");

  expect(plugins).toEqual({
    systemd: { services: {} },
    users: {
      accounts: {
        service: { uid: 900 },
        guarded: { ssh_authorized_keys: ["ssh-ed25519 A", "ssh-ed25519 C"], sudo: "password" },
        admin: { ssh_authorized_keys: ["ssh-ed25519 B", "ssh-ed25519 C"], sudo: "nopasswd" },
      },
    },
  });
});

test("what is added to the plugins joins what is there", () => {
  const adds = { users: { accounts: { admin: { uid: 1000 }, new: {} } }, firewall: { rules: [] } };

  expect(withPlugins(document, adds)).toEqual({
    ...document,
    plugins: {
      systemd: { services: {} },
      firewall: { rules: [] },
      users: {
        accounts: {
          ...document.plugins.users.accounts,
          admin: { ssh_authorized_keys: ["ssh-ed25519 B"], sudo: "nopasswd", uid: 1000 },
          new: {},
        },
      },
    },
  });
});

test("a case changes bootstrap key by key, and null takes one out", () => {
  const { bootstrap } = withBootstrap(document, { finish: "poweroff", wipe: null });

  expect(bootstrap).toEqual({ hostname: "a", finish: "poweroff" });
  expect(document.bootstrap).toEqual({ hostname: "a", wipe: true });
});

test("the login is an account that can use sudo without a password", () => {
  expect(loginAccount(document)).toBe("admin");
  expect(() => loginAccount({ version: 1 })).toThrow("nopasswd");
});
