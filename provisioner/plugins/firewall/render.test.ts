import { expect, test } from "vitest";
import { renderRuleset } from "./render.ts";
import type { FirewallSection } from "./schema.ts";

test("the ruleset of a server that drops what it does not know", () => {
  const ruleset = renderRuleset({
    rules: [
      { port: 22, proto: "tcp", action: "accept", comment: "SSH" },
      {
        ports: [80, 443, "8000-8010"],
        action: "accept",
        source: ["10.0.0.0/8", "fd00::/8"],
        interface: "vmbr0",
      },
      { proto: "icmpv6", action: "drop", direction: "forward" },
    ],
    default_policy: { input: "drop", forward: "accept", output: "accept" },
  });

  expect(ruleset).toBe(`#!/usr/sbin/nft -f
# Written by groundstate from plugins.firewall of /etc/groundstate/state.json; edits here are replaced.

# The first line makes sure that there is something to delete
table inet groundstate
delete table inet groundstate

table inet groundstate {
	chain input {
		type filter hook input priority filter; policy drop;
		ct state established,related accept
		ct state invalid drop
		iif "lo" accept
		meta l4proto { icmp, ipv6-icmp } accept
		udp sport 67 udp dport 68 accept comment "DHCPv4 client"
		ip6 saddr fe80::/10 udp sport 547 udp dport 546 accept comment "DHCPv6 client"
		tcp dport 22 accept comment "SSH"
		iifname "vmbr0" ip saddr 10.0.0.0/8 tcp dport { 80, 443, 8000-8010 } accept
		iifname "vmbr0" ip6 saddr fd00::/8 tcp dport { 80, 443, 8000-8010 } accept
	}

	chain forward {
		type filter hook forward priority filter; policy accept;
		meta l4proto ipv6-icmp drop
	}

	chain output {
		type filter hook output priority filter; policy accept;
	}
}
`);
});

test("a machine that drops outgoing packets can still ask for an address", () => {
  const ruleset = renderRuleset({ default_policy: { output: "drop" } });

  const output = ruleset.slice(ruleset.indexOf("chain output"));
  expect(output).toContain("policy drop;");
  expect(output).toContain("udp sport 68 udp dport 67 accept");
  expect(output).toContain("ct state established,related accept");
});

test("address translation has chains of its own, and takes only what was sent to this machine", () => {
  const ruleset = renderRuleset({
    default_policy: { forward: "drop" },
    nat: {
      masquerade: [{ interface: "enp1s0", source: "10.0.3.0/24", comment: "containers" }],
      port_forward: [
        { port: 8080, interface: "enp1s0", to: "10.0.3.5", to_port: 80 },
        { port: [53, 853], proto: "any", to: "fd00::5", to_port: 53, destination: "fd00::1" },
        { port: "25", to_port: 2525 },
      ],
    },
  });

  expect(
    ruleset.slice(ruleset.indexOf("\tchain forward"), ruleset.indexOf("\n\tchain output")),
  ).toBe(`\tchain forward {
\t\ttype filter hook forward priority filter; policy drop;
\t\tct state established,related accept
\t\tct status dnat accept
\t}
`);
  expect(ruleset.slice(ruleset.indexOf("\tchain prerouting"))).toBe(`\tchain prerouting {
\t\ttype nat hook prerouting priority dstnat; policy accept;
\t\tiifname "enp1s0" fib daddr type local meta nfproto ipv4 tcp dport 8080 dnat ip to 10.0.3.5:80
\t\tip6 daddr fd00::1 meta nfproto ipv6 meta l4proto { tcp, udp } th dport { 53, 853 } dnat ip6 to [fd00::5]:53
\t\tfib daddr type local tcp dport 25 redirect to :2525
\t}

\tchain postrouting {
\t\ttype nat hook postrouting priority srcnat; policy accept;
\t\toifname "enp1s0" ip saddr 10.0.3.0/24 masquerade comment "containers"
\t}
}
`);
});

test("a rule for both ends, both links and every protocol with ports", () => {
  const ruleset = renderRuleset({
    rules: [
      {
        proto: "any",
        port: [53, "800-900"],
        source: ["10.0.0.0/8", "fd00::/8"],
        destination: "fd00::1",
        action: "accept",
      },
      {
        direction: "forward",
        interface: "vmbr0",
        out_interface: "enp1s0",
        action: "log",
        comment: "leaving",
      },
    ],
  });

  expect(ruleset).toContain(
    "\t\tip6 saddr fd00::/8 ip6 daddr fd00::1 meta l4proto { tcp, udp } th dport { 53, 800-900 } accept\n",
  );
  expect(ruleset).toContain(
    '\t\tiifname "vmbr0" oifname "enp1s0" log prefix "leaving: " comment "leaving"\n',
  );
});

test("a rule that drops the rest is led by what a machine needs; one that drops something named is not", () => {
  const input = (section: FirewallSection) =>
    renderRuleset(section)
      .split("chain forward")[0]
      ?.split("\n")
      .map(line => line.trim()) ?? [];
  const rest = input({ rules: [{ port: 22, action: "accept" }, { action: "reject" }] });
  const ping = input({ rules: [{ proto: "icmp", action: "drop" }] });

  expect(rest).toContain("meta l4proto { icmp, ipv6-icmp } accept");
  expect(rest.indexOf("ct state established,related accept")).toBeLessThan(
    rest.indexOf("tcp dport 22 accept"),
  );
  expect(ping).toContain("meta l4proto icmp drop");
  expect(ping).not.toContain("meta l4proto { icmp, ipv6-icmp } accept");
});
