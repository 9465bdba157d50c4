import { isWithin, parseCidr } from "../../state/ip-address.ts";

/** What the rules of a chain are tried on: one packet, as far as rules can tell packets apart */
export interface Packet {
  link: string;
  source: string;
  destination: string;
  protocol: string;
  sourcePort: number;
  destinationPort: number;
  state: "new" | "established";
}

/** One condition of a rule: what nft reads, and which packets fit, so that rules can be tried without a kernel */
export interface Match {
  text: string;
  fits(packet: Packet): boolean;
}

type Family = "ipv4" | "ipv6";
export type Side = "source" | "destination";

/** By the link that a packet comes in or goes out by; `lo` has the same index for ever, others come and go */
export function link(way: "in" | "out", name: string): Match {
  const key = `${way === "in" ? "iif" : "oif"}${name === "lo" ? "" : "name"}`;
  return {
    text: `${key} "${name}"`,
    fits: packet => (name.endsWith("*") ? packet.link.startsWith(name.slice(0, -1)) : packet.link === name),
  };
}

/** By networks of one family */
export function address(side: Side, family: Family, networks: readonly string[]): Match {
  const fields = { source: "saddr", destination: "daddr" };
  return {
    text: `${family === "ipv4" ? "ip" : "ip6"} ${fields[side]} ${oneOf(networks)}`,
    fits: packet => networks.some(network => holds(network, packet[side])),
  };
}

/** By protocol, whatever the port */
export function protocol(names: readonly string[]): Match {
  const nftNames = names.map(name => (name === "icmpv6" ? "ipv6-icmp" : name));
  return { text: `meta l4proto ${oneOf(nftNames)}`, fits: packet => names.includes(packet.protocol) };
}

/** By ports of one protocol or several */
export function ports(side: Side, protocols: readonly string[], list: readonly string[]): Match {
  const [only, ...others] = protocols;
  const which = `${side === "source" ? "sport" : "dport"} ${oneOf([...new Set(list)])}`;
  return {
    text: others.length === 0 ? `${only} ${which}` : `meta l4proto ${oneOf(protocols)} th ${which}`,
    fits: packet =>
      protocols.includes(packet.protocol) &&
      list.some(port => inRange(port, side === "source" ? packet.sourcePort : packet.destinationPort)),
  };
}

/** Packets of connections that exist, or that belong to one */
export const answers: Match = {
  text: "ct state established,related",
  fits: packet => packet.state === "established",
};

/** Packets that belong to nothing; none of those that we try are */
export const invalid: Match = { text: "ct state invalid", fits: () => false };

/** Packets to an address of this machine; without it, a forwarded port would also take what others send elsewhere */
export const toThisMachine: Match = { text: "fib daddr type local", fits: () => true };

/** The family of "10.0.0.0/8" or "10.0.0.1"; undefined when it is no address */
export function familyOfNetwork(network: string): Family | undefined {
  return parseNetwork(network)?.family;
}

/** Whether a port lies in "22" or in "20-30" */
export function inRange(range: string, port: number): boolean {
  const [low = 0, high = low] = range.split("-").map(Number);
  return low <= port && port <= high;
}

function holds(network: string, bare: string): boolean {
  const parsed = parseNetwork(network);
  return parsed !== undefined && isWithin(bare, parsed);
}

function parseNetwork(text: string): ReturnType<typeof parseCidr> {
  const single = text.includes(":") ? `${text}/128` : `${text}/32`;
  return parseCidr(text.includes("/") ? text : single);
}

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? `${values[0]}` : `{ ${values.join(", ")} }`;
}
