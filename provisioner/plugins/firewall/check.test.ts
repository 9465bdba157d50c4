import { Value } from "@sinclair/typebox/value";
import { expect, test } from "vitest";
import type { Json } from "../../host/json.ts";
import { checkFirewall } from "./check.ts";
import { FirewallSection } from "./schema.ts";

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

test("an ssh port other than 22 is a warning: sshd may listen there", () => {
  const section = {
    default_policy: { input: "drop" as const },
    rules: [{ port: 2222, action: "accept" as const }],
  };

  const problems = checkFirewall(section, { version: 1, plugins: withKey });

  expect(problems.map(({ severity }) => severity)).toEqual(["warning"]);
});

test("ends, links and targets that no packet can have are named", () => {
  expect(
    pointers({
      rules: [
        { source: "10.0.0.1", destination: "fd00::1", action: "drop" },
        { out_interface: "vmbr0", action: "drop" },
        { direction: "output", interface: "a", out_interface: "b", action: "drop" },
      ],
      nat: {
        masquerade: [{ interface: "enp1s0", source: "10.0.0.0/99" }],
        port_forward: [
          { port: 80 },
          { port: 80, to: "fd00::1", source: "10.0.0.0/8" },
          { port: 80, to: "10.0.0" },
        ],
      },
    }),
  ).toEqual([
    "/rules/0/destination",
    "/rules/1/out_interface",
    "/rules/2/out_interface",
    "/nat/masquerade/0/source",
    "/nat/port_forward/0",
    "/nat/port_forward/1/to",
    "/nat/port_forward/2/to",
  ]);
});

test.each(["022", "080-090", "80-0100"])(
  "port %s is refused: nft takes what begins with 0 for octal",
  port => {
    const rules = [{ port, action: "accept" }];

    expect(Value.Check(FirewallSection, { rules })).toBe(false);
    expect(Value.Check(FirewallSection, { rules: [{ ...rules[0], port: port.replace(/\b0+/g, "") }] })).toBe(
      true,
    );
  },
);

test("a rule by a name that only the document gives a link is a problem: it would fit no packet", () => {
  const network = { interfaces: { wan: { type: "ethernet", match: { name: "en*" } } } };
  const section: FirewallSection = {
    rules: [
      { interface: "wan", action: "drop" },
      { direction: "forward", interface: "vmbr0", out_interface: "wan", action: "accept" },
    ],
    nat: {
      masquerade: [{ interface: "wan" }],
      port_forward: [{ port: 80, interface: "wan", to_port: 8080 }],
    },
  };

  expect(pointers(section, { network })).toEqual([
    "/rules/0/interface",
    "/rules/1/out_interface",
    "/nat/masquerade/0/interface",
    "/nat/port_forward/0/interface",
  ]);
  expect(pointers(section)).toEqual([]);
});
