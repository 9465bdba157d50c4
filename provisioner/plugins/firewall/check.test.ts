import { expect, test } from "vitest";
import type { Json } from "../../host/json.ts";
import { checkFirewall } from "./check.ts";
import type { FirewallSection } from "./schema.ts";

const withKey: Record<string, Json> = {
  users: { accounts: { admin: { ssh_authorized_keys: ["ssh-ed25519 AAAA"] } } },
};

function pointers(section: FirewallSection, plugins: Record<string, Json> = {}): string[] {
  return checkFirewall(section, { version: 1, plugins }).map(problem => problem.pointer);
}

test("a firewall that would lock the administrator out is a problem", () => {
  expect(pointers({ default_policy: { input: "drop" } }, withKey)).toEqual(["/default_policy/input"]);
  expect(
    pointers({ default_policy: { input: "drop" } }, { systemd: { services: { ssh: { state: "enabled" } } } }),
  ).toEqual(["/default_policy/input"]);
});

test("a range that holds port 22 lets the administrator in; udp does not", () => {
  const drop = { input: "drop" as const };
  expect(pointers({ default_policy: drop, rules: [{ port: "20-30", action: "accept" }] }, withKey)).toEqual(
    [],
  );
  expect(
    pointers({ default_policy: drop, rules: [{ port: 22, proto: "udp", action: "accept" }] }, withKey),
  ).toEqual(["/default_policy/input"]);
});

test("nobody who comes by ssh: nothing to lock out", () => {
  expect(pointers({ default_policy: { input: "drop" } })).toEqual([]);
});

test("every rule that nft would refuse is named", () => {
  expect(
    pointers({
      rules: [
        { port: 22, proto: "icmp", action: "accept" },
        { ports: ["90-80", "0"], action: "accept" },
        { source: "10.0.0.0/33", action: "drop" },
        { source: ["10.0.0.1", "fd00::/8"], action: "drop" },
      ],
    }),
  ).toEqual(["/rules/0/proto", "/rules/1/ports", "/rules/1/ports", "/rules/2/source"]);
});
