import { expect, test } from "vitest";
import { renderRuleset } from "./render.ts";

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
