import fc from "fast-check";
import { expect, test } from "vitest";
import { lockout } from "./lockout.ts";
import { planFirewall } from "./plan.ts";
import type { FirewallSection, Rule } from "./schema.ts";
import type { Session } from "./session.ts";

const session: Session = {
  client: "10.0.2.2",
  clientPort: 50000,
  server: "10.0.2.15",
  serverPort: 22,
  links: ["enp1s0"],
};
const drop = { input: "drop" } as const;
const ssh: Rule = { port: 22, action: "accept" };

function refusal(section: FirewallSection, ...sessions: Session[]): string | undefined {
  return lockout(section, sessions.length > 0 ? sessions : [session]);
}

test("a firewall that drops what comes in shuts out who has no rule, although the connection exists", () => {
  expect(refusal({ default_policy: drop })).toContain("no rule accepts it");
  expect(refusal({ default_policy: drop, rules: [ssh] })).toBeUndefined();
  expect(refusal({ rules: [] })).toBeUndefined();
});

test("the refusal shows the rule that is missing", () => {
  const text = refusal({ default_policy: drop });

  expect(text).toContain(
    '{"port":22,"proto":"tcp","source":"10.0.2.2","interface":"enp1s0","action":"accept"}',
  );
  expect(text).toContain("--force");
});

test.each<[string, Rule]>([
  ["from elsewhere", { ...ssh, source: "192.168.0.0/16" }],
  ["on another link", { ...ssh, interface: "vmbr*" }],
  ["to another address", { ...ssh, destination: ["10.0.2.16", "fd00::1"] }],
  ["to another port", { port: [80, "443-500"], action: "accept" }],
  ["by another protocol", { port: 22, proto: "udp", action: "accept" }],
  ["in another direction", { ...ssh, direction: "forward" }],
])("a rule that accepts ssh %s does not let this one in", (_, rule) => {
  expect(refusal({ default_policy: drop, rules: [rule] })).toContain("no rule accepts it");
});

test.each<[string, Rule]>([
  ["its network", { ...ssh, source: ["fd00::/8", "10.0.0.0/8"] }],
  ["its link", { ...ssh, interface: "enp*" }],
  ["its port within a range", { ports: ["20-30"], proto: "any", action: "accept" }],
  ["all of its protocol", { proto: "tcp", action: "accept" }],
  ["its source, whatever it wants", { source: "10.0.2.2", action: "accept" }],
])("a rule that accepts %s lets it in", (_, rule) => {
  expect(refusal({ default_policy: drop, rules: [rule] })).toBeUndefined();
});

test("the first rule that fits decides, and one that logs decides nothing", () => {
  const reject: Rule = { port: 22, action: "reject" };
  const log: Rule = { port: 22, action: "log" };

  expect(refusal({ rules: [reject, ssh] })).toContain("rule 0 of plugins.firewall.rules stops it");
  expect(refusal({ default_policy: drop, rules: [log, ssh, reject] })).toBeUndefined();
});

test("answers have to get out as well", () => {
  const answers: Rule = { direction: "output", proto: "tcp", destination: "10.0.0.0/8", action: "drop" };

  expect(refusal({ rules: [answers] })).toContain("rule 0 of plugins.firewall.rules stops what answers it");
  expect(refusal({ default_policy: { output: "drop" } })).toBeUndefined();
});

test("a last rule that drops the rest leaves IPv6 its neighbours, as a policy of drop does", () => {
  const overIpv6 = { ...session, client: "fd00::2", server: "fd00::1" };
  const rest: Rule = { action: "drop" };

  expect(refusal({ rules: [ssh, rest] }, overIpv6)).toBeUndefined();
  expect(refusal({ rules: [ssh, { ...rest, direction: "output" }] }, overIpv6)).toBeUndefined();
});

test.each(["input", "output"] as const)(
  "a rule that stops ICMPv6 on %s shuts out who comes by IPv6",
  direction => {
    const overIpv6 = { ...session, client: "fd00::2", server: "fd00::1" };
    const section: FirewallSection = { rules: [ssh, { direction, proto: "icmpv6", action: "reject" }] };

    expect(refusal(section, overIpv6)).toContain("rule 1 of plugins.firewall.rules stops ICMPv6");
    expect(refusal(section)).toBeUndefined();
  },
);

test("a forwarded port that takes ssh elsewhere shuts out", () => {
  const elsewhere = { port: 22, to: "10.0.3.5" };

  expect(refusal({ nat: { port_forward: [elsewhere] } })).toContain("nat.port_forward 0 leads it elsewhere");
  expect(refusal({ nat: { port_forward: [{ ...elsewhere, interface: "enp2s0" }] } })).toBeUndefined();
  expect(refusal({ nat: { port_forward: [{ ...elsewhere, to: "fd00::5" }] } })).toBeUndefined();
});

test("when it cannot be told which connection is ours, every one of them must get in", () => {
  const other = { ...session, client: "192.168.7.7" };

  expect(
    refusal({ default_policy: drop, rules: [{ ...ssh, source: "10.0.0.0/8" }] }, session, other),
  ).toContain("from 192.168.7.7");
});

test("whatever the rules, the missing rule put first lets the session in", () => {
  const rule = fc.record(
    {
      port: fc.constantFrom<NonNullable<Rule["port"]>[]>(22, "1-100", [80, 22]),
      source: fc.constantFrom<NonNullable<Rule["source"]>[]>("10.0.0.0/8", "fd00::/8", ["10.0.2.2", "::/0"]),
      interface: fc.constantFrom("enp1s0", "e*", "vmbr0"),
      action: fc.constantFrom<Rule["action"][]>("accept", "drop", "reject", "log"),
    },
    { requiredKeys: ["action"] },
  );
  fc.assert(
    fc.property(fc.array(rule), rules => {
      const section: FirewallSection = { default_policy: drop, rules };
      const missing = /put (\{.*\}) before/.exec(refusal(section) ?? "")?.[1];
      if (missing === undefined) return;
      expect(refusal({ ...section, rules: [JSON.parse(missing), ...rules] })).toBeUndefined();
    }),
  );
});

test("the plan refuses to shut out the session, --force does it and says so, and rules that are loaded pass", () => {
  const section: FirewallSection = { default_policy: drop };
  const facts = { file: undefined, loader: "enabled", wanted: ["new"], sessions: [session] } as const;
  const table = (context: { force?: boolean }, loaded: string[] = []) =>
    planFirewall({ ...facts, loaded }, section, { stage: "live", owned: [], ...context })[2];

  expect(table({})?.refused).toContain("could not come again");
  expect(table({ force: true })?.refused).toBeUndefined();
  expect(table({ force: true })?.summary).toContain("forced: you came by ssh from 10.0.2.2");
  expect(table({}, ["new"])?.kind).toBe("noop");
});
