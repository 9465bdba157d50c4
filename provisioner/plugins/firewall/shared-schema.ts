import { type TString, Type } from "@sinclair/typebox";

/** No other keys than those named */
export const closed = { additionalProperties: false };

/** Protocols that nft knows without /etc/protocols, which a small machine lacks */
export const protocols = ["tcp", "udp", "sctp", "icmp", "icmpv6", "esp", "ah", "any"] as const;

// no leading zero: nft takes 022 for octal
const onePort = Type.Union(
  [
    Type.Integer({ minimum: 1, maximum: 65535 }),
    Type.String({ pattern: "^[1-9][0-9]{0,4}(-[1-9][0-9]{0,4})?$" }),
  ],
  {
    description: "A port, or a range as text",
    needs: 'a port from 1 to 65535, or a range such as "8000-8010"',
    examples: [22, "8000-8010"],
  },
);

const oneNetwork = Type.String({
  description: "An address or a network",
  needs: 'an address or a network such as "192.168.1.0/24"',
  pattern: "^[0-9a-fA-F:.]+(/[0-9]{1,3})?$",
  examples: ["192.168.1.0/24", "fd00::/8"],
});

/** A port, a range, or a list of them */
export function somePorts(description: string) {
  return Type.Union([...onePort.anyOf, Type.Array(onePort, { minItems: 1 })], {
    description,
    needs: 'a port from 1 to 65535, a range such as "8000-8010", or a list of these',
    examples: [22, "8000-8010", [80, 443]],
  });
}

/** An address or network, or a list of them */
export function networks(description: string) {
  return Type.Union([oneNetwork, Type.Array(oneNetwork, { minItems: 1 })], {
    description: `${description}; IPv4 and IPv6 may be mixed`,
    examples: ["192.168.1.0/24", ["10.0.0.0/8", "fd00::/8"]],
  });
}

/** Name of a network link, or its beginning */
export function linkName(description: string): TString {
  return Type.String({
    description,
    needs: 'the name of a link, such as "vmbr0" or "veth*"',
    pattern: "^[A-Za-z0-9_.-]{1,15}\\*?$",
    maxLength: 15,
    examples: ["vmbr0"],
  });
}

/** Words for people, which nft takes between double quotes */
export function comment(description: string): TString {
  return Type.String({
    description,
    needs: "up to 120 characters without double quotes, backslashes and line breaks",
    pattern: '^[^"\\\\\\x00-\\x1f]*$',
    maxLength: 120,
    examples: ["SSH"],
  });
}
