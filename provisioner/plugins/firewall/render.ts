import { parseCidr } from "../../state/ip-address.ts";
import type { FirewallSection, Rule } from "./schema.ts";

/** Where the ruleset lies; groundstate-firewall.service loads it at boot */
export const rulesetPath = "/etc/groundstate/firewall.nft";

/** The only table that we touch */
export const table = ["inet", "groundstate"] as const;

type Direction = NonNullable<Rule["direction"]>;
const directions: readonly Direction[] = ["input", "forward", "output"];

/** The ruleset file: loading it replaces our table in one step, and touches no other */
export function renderRuleset(section: FirewallSection): string {
  const name = table.join(" ");
  return [
    "#!/usr/sbin/nft -f",
    "# Written by groundstate from plugins.firewall of /etc/groundstate/state.json; edits here are replaced.",
    "",
    "# The first line makes sure that there is something to delete",
    `table ${name}`,
    `delete table ${name}`,
    "",
    `table ${name} {`,
    directions.map(direction => renderChain(section, direction)).join("\n\n"),
    "}",
    "",
  ].join("\n");
}

/**
 * A ruleset as nft's arguments, which it joins again. Its "-f -" opens /dev/stdin by name, which fails where
 * standard input is a socket, as Node's is; one argument could hold no more than 128 KiB
 */
export function asArguments(ruleset: string): string[] {
  const statements = ruleset.split("\n").filter(line => line.trim() !== "" && !line.startsWith("#"));
  return ["--", ...statements.map(line => `${line}\n`)];
}

function renderChain(section: FirewallSection, direction: Direction): string {
  const policy = section.default_policy?.[direction] ?? "accept";
  const rules = (section.rules ?? []).filter(rule => (rule.direction ?? "input") === direction);
  const statements = [...(policy === "drop" ? essentials[direction] : []), ...rules.flatMap(renderRule)];
  return [
    `\tchain ${direction} {`,
    `\t\ttype filter hook ${direction} priority filter; policy ${policy};`,
    ...statements.map(statement => `\t\t${statement}`),
    "\t}",
  ].join("\n");
}

const answers = "ct state established,related accept";
// Without neighbour discovery, which is ICMPv6, IPv6 does not work at all
const icmp = "meta l4proto { icmp, ipv6-icmp } accept";

/** What a machine needs to be on a network at all, when everything else is dropped */
const essentials: Record<Direction, readonly string[]> = {
  input: [
    answers,
    "ct state invalid drop",
    'iif "lo" accept',
    icmp,
    'udp sport 67 udp dport 68 accept comment "DHCPv4 client"',
    'ip6 saddr fe80::/10 udp sport 547 udp dport 546 accept comment "DHCPv6 client"',
  ],
  forward: [answers],
  output: [
    answers,
    'oif "lo" accept',
    icmp,
    'udp sport 68 udp dport 67 accept comment "DHCPv4 client"',
    'udp sport 546 udp dport 547 accept comment "DHCPv6 client"',
  ],
};

/** One statement, or one for each address family when the sources are of both */
function renderRule(rule: Rule): string[] {
  const { interface: link, source } = rule;
  const byLink = link && `${rule.direction === "output" ? "oifname" : "iifname"} "${link}"`;
  const comment = rule.comment && `comment "${rule.comment}"`;
  const sources = source === undefined ? [undefined] : sourceMatches([source].flat());
  return sources.map(from =>
    [byLink, from, matchProtocol(rule), rule.action, comment].filter(Boolean).join(" "),
  );
}

function sourceMatches(sources: readonly string[]): string[] {
  const ofFamily = (family: "ipv4" | "ipv6"): string[] =>
    [...new Set(sources)].filter(source => familyOfSource(source) === family);
  const match = (field: string, list: string[]): string[] =>
    list.length === 0 ? [] : [`${field} saddr ${oneOf(list)}`];
  return [...match("ip", ofFamily("ipv4")), ...match("ip6", ofFamily("ipv6"))];
}

/** The family of "10.0.0.0/8" or "10.0.0.1"; undefined when it is no address */
export function familyOfSource(source: string): "ipv4" | "ipv6" | undefined {
  const single = source.includes(":") ? `${source}/128` : `${source}/32`;
  return parseCidr(source.includes("/") ? source : single)?.family;
}

/** Ports of a rule, `port` and `ports` together */
export function portsOf({ port, ports }: Rule): string[] {
  return [...(port === undefined ? [] : [port]), ...(ports ?? [])].map(String);
}

function matchProtocol(rule: Rule): string {
  const ports = portsOf(rule);
  if (ports.length > 0) return `${rule.proto ?? "tcp"} dport ${oneOf([...new Set(ports)])}`;
  return rule.proto ? `meta l4proto ${rule.proto === "icmpv6" ? "ipv6-icmp" : rule.proto}` : "";
}

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? `${values[0]}` : `{ ${values.join(", ")} }`;
}
