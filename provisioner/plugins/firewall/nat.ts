import { addressMatches, portProtocols, portsOf, type Statement } from "./chains.ts";
import * as by from "./match.ts";
import { familyOfNetwork, type Match } from "./match.ts";
import type { Masquerade, Nat, PortForward } from "./nat-schema.ts";

/** The chains that translate addresses, as nft writes them; none unless the document speaks of it */
export function natChains(nat: Nat | undefined): { head: string; type: string; statements: Statement[] }[] {
  if (nat === undefined) return [];
  return [
    {
      head: "prerouting",
      type: "type nat hook prerouting priority dstnat; policy accept;",
      statements: (nat.port_forward ?? []).flatMap(forwardStatements),
    },
    {
      head: "postrouting",
      type: "type nat hook postrouting priority srcnat; policy accept;",
      statements: (nat.masquerade ?? []).flatMap(masqueradeStatements),
    },
  ];
}

/** A packet that fits one of these goes elsewhere before the rules for input see it */
export function forwardStatements(forward: PortForward, rule: number): Statement[] {
  const { interface: link, proto, to, to_port, comment } = forward;
  const verdict = to === undefined ? `redirect to :${to_port}` : `dnat ${target(to, to_port)}`;
  const elsewhere = forward.destination === undefined ? [by.toThisMachine] : [];
  return addressMatches(forward).map(addresses => ({
    matches: [
      ...(link === undefined ? [] : [by.link("in", link)]),
      ...addresses,
      ...elsewhere,
      ...(to === undefined ? [] : [ofFamily(to)]),
      by.ports("destination", portProtocols(proto), portsOf(forward)),
    ],
    verdict,
    ends: undefined,
    comment,
    rule,
  }));
}

function masqueradeStatements(entry: Masquerade, rule: number): Statement[] {
  const { interface: link, comment } = entry;
  return addressMatches(entry).map(addresses => ({
    matches: [by.link("out", link), ...addresses],
    verdict: "masquerade",
    ends: undefined,
    comment,
    rule,
  }));
}

function ofFamily(to: string): Match {
  const family = familyOfNetwork(to);
  return { text: `meta nfproto ${family}`, fits: packet => familyOfNetwork(packet.destination) === family };
}

function target(to: string, port: number | undefined): string {
  const isIpv6 = familyOfNetwork(to) === "ipv6";
  if (port === undefined) return `${isIpv6 ? "ip6" : "ip"} to ${to}`;
  return isIpv6 ? `ip6 to [${to}]:${port}` : `ip to ${to}:${port}`;
}
