import * as by from "./match.ts";
import { familyOfNetwork, type Match } from "./match.ts";
import type { FirewallSection, Rule } from "./schema.ts";

/** Which packets a chain sees */
export type Direction = NonNullable<Rule["direction"]>;

/** One line of a chain */
export interface Statement {
  matches: readonly Match[];
  /** What nft does with a packet that fits */
  verdict: string;
  /** How that ends: a rule that logs ends nothing */
  ends: "accept" | "drop" | undefined;
  comment?: string | undefined;
  /** Its place among the rules of the document; what we add ourselves has none */
  rule?: number;
}

/** A chain of the packet filter */
export interface Chain {
  direction: Direction;
  policy: "accept" | "drop";
  statements: readonly Statement[];
}

/** The chain that filters one direction: what keeps a machine on the network, then the document's rules in their order */
export function chainOf(section: FirewallSection, direction: Direction): Chain {
  const policy = section.default_policy?.[direction] ?? "accept";
  const own = (section.rules ?? []).flatMap((rule, index) =>
    (rule.direction ?? "input") === direction ? statementsOf(rule, index) : [],
  );
  const forwards = direction === "forward" && (section.nat?.port_forward ?? []).length > 0;
  const needed = [...essentials[direction], ...(forwards ? [forwarded] : [])];
  const dropsTheRest =
    policy === "drop" ||
    (section.rules ?? []).some(rule => (rule.direction ?? "input") === direction && stopsEveryProtocol(rule));
  return { direction, policy, statements: [...(dropsTheRest ? needed : []), ...own] };
}

/** Such a rule does what a policy of drop does, from its place on; one for a protocol means what it names */
function stopsEveryProtocol(rule: Rule): boolean {
  const stops = rule.action === "drop" || rule.action === "reject";
  return stops && (rule.proto === undefined || rule.proto === "any") && portsOf(rule).length === 0;
}

const accept = (matches: Match[], comment?: string): Statement => ({
  matches,
  verdict: "accept",
  ends: "accept",
  comment,
});
const udp = (side: by.Side, port: string): Match => by.ports(side, ["udp"], [port]);
// Without neighbour discovery, which is ICMPv6, IPv6 does not work at all
const icmp = by.protocol(["icmp", "icmpv6"]);
/** What a forwarded port sends on; the rule that forwards it has decided already */
const forwarded = accept([{ text: "ct status dnat", fits: () => false }]);

/** What a machine needs to be on a network at all, when the rest is dropped */
const essentials: Record<Direction, readonly Statement[]> = {
  input: [
    accept([by.answers]),
    { matches: [by.invalid], verdict: "drop", ends: "drop" },
    accept([by.link("in", "lo")]),
    accept([icmp]),
    accept([udp("source", "67"), udp("destination", "68")], "DHCPv4 client"),
    accept(
      [by.address("source", "ipv6", ["fe80::/10"]), udp("source", "547"), udp("destination", "546")],
      "DHCPv6 client",
    ),
  ],
  forward: [accept([by.answers])],
  output: [
    accept([by.answers]),
    accept([by.link("out", "lo")]),
    accept([icmp]),
    accept([udp("source", "68"), udp("destination", "67")], "DHCPv4 client"),
    accept([udp("source", "546"), udp("destination", "547")], "DHCPv6 client"),
  ],
};

/** One statement, or one for each address family when a rule's networks are of both */
function statementsOf(rule: Rule, index: number): Statement[] {
  const { action, comment, direction, interface: link, out_interface: out } = rule;
  const links = [
    ...(link === undefined ? [] : [by.link(direction === "output" ? "out" : "in", link)]),
    ...(out === undefined ? [] : [by.link("out", out)]),
  ];
  const verdict = action === "log" ? `log prefix "${comment ?? "groundstate"}: "` : action;
  const ends = action === "accept" ? "accept" : action === "log" ? undefined : "drop";
  return addressMatches(rule).map(addresses => ({
    matches: [...links, ...addresses, ...protocolMatch(rule)],
    verdict,
    ends,
    comment,
    rule: index,
  }));
}

/** Where packets come from and go to */
export interface Ends {
  source?: Rule["source"] | undefined;
  destination?: Rule["destination"] | undefined;
}

/** The conditions on addresses of what names networks, once for each family that both ends can have */
export function addressMatches({ source, destination }: Ends): Match[][] {
  if (source === undefined && destination === undefined) return [[]];
  return (["ipv4", "ipv6"] as const).flatMap(family => {
    const from = source === undefined ? undefined : ofFamily([source].flat(), family);
    const to = destination === undefined ? undefined : ofFamily([destination].flat(), family);
    if (from?.length === 0 || to?.length === 0) return [];
    return [
      [
        ...(from ? [by.address("source", family, from)] : []),
        ...(to ? [by.address("destination", family, to)] : []),
      ],
    ];
  });
}

function ofFamily(networks: readonly string[], family: "ipv4" | "ipv6"): string[] {
  return [...new Set(networks)].filter(network => familyOfNetwork(network) === family);
}

/** Ports of a rule, `port` and `ports` together */
export function portsOf({ port, ports }: Pick<Rule, "port" | "ports">): string[] {
  return [port ?? [], ports ?? []].flat().map(String);
}

function protocolMatch(rule: Rule): Match[] {
  const list = portsOf(rule);
  const { proto } = rule;
  if (list.length > 0) return [by.ports("destination", portProtocols(proto), list)];
  return proto === undefined || proto === "any" ? [] : [by.protocol([proto])];
}

/** The protocols that a port is meant of */
export function portProtocols(proto: Rule["proto"]): string[] {
  return proto === "any" ? ["tcp", "udp"] : [proto ?? "tcp"];
}
