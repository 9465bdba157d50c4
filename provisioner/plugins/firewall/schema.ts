import { type Static, type TLiteral, type TUnion, Type } from "@sinclair/typebox";

const closed = { additionalProperties: false };

const port = Type.Union(
  [Type.Integer({ minimum: 1, maximum: 65535 }), Type.String({ pattern: "^[0-9]{1,5}(-[0-9]{1,5})?$" })],
  {
    description: "Destination port, or a range as text",
    needs: 'a port from 1 to 65535, or a range such as "8000-8010"',
    examples: [22, "8000-8010"],
  },
);

const source = Type.String({
  description: "Address or network that packets come from",
  needs: 'an address or a network such as "192.168.1.0/24"',
  pattern: "^[0-9a-fA-F:.]+(/[0-9]{1,3})?$",
  examples: ["192.168.1.0/24", "fd00::/8"],
});

const action = Type.Union([Type.Literal("accept"), Type.Literal("drop"), Type.Literal("reject")], {
  description: "What happens to a packet that fits the rule",
});

function policy(packets: string): TUnion<[TLiteral<"accept">, TLiteral<"drop">]> {
  return Type.Union([Type.Literal("accept"), Type.Literal("drop")], {
    description: `What happens to packets ${packets} that fit no rule`,
    default: "accept",
  });
}

/** One rule; the first that fits a packet decides */
export const Rule = Type.Object(
  {
    port: Type.Optional(port),
    ports: Type.Optional(
      Type.Array(port, { minItems: 1, description: "Several ports or ranges", examples: [[80, 443]] }),
    ),
    proto: Type.Optional(
      Type.Union([Type.Literal("tcp"), Type.Literal("udp"), Type.Literal("icmp"), Type.Literal("icmpv6")], {
        description: "Protocol; tcp when the rule names a port",
      }),
    ),
    source: Type.Optional(
      Type.Union([source, Type.Array(source, { minItems: 1 })], {
        description: "Where packets come from; anywhere when it is not said",
      }),
    ),
    interface: Type.Optional(
      Type.String({
        description: "Network link that packets come in by, or go out by for output; may end in *",
        needs: 'the name of a link, such as "vmbr0" or "veth*"',
        pattern: "^[A-Za-z0-9_.-]{1,15}\\*?$",
        maxLength: 15,
        examples: ["vmbr0"],
      }),
    ),
    direction: Type.Optional(
      Type.Union([Type.Literal("input"), Type.Literal("forward"), Type.Literal("output")], {
        description: "Packets to this machine (input, the default), through it, or from it",
      }),
    ),
    action,
    comment: Type.Optional(
      Type.String({
        description: "Stands beside the rule in the ruleset",
        needs: "up to 120 characters without double quotes, backslashes and line breaks",
        pattern: '^[^"\\\\\\x00-\\x1f]*$',
        maxLength: 120,
        examples: ["SSH"],
      }),
    ),
  },
  closed,
);
export type Rule = Static<typeof Rule>;

/** plugins.firewall */
export const FirewallSection = Type.Object(
  {
    rules: Type.Optional(Type.Array(Rule, { description: "Rules in the order in which they are tried" })),
    default_policy: Type.Optional(
      Type.Object(
        {
          input: Type.Optional(policy("to this machine")),
          forward: Type.Optional(policy("through this machine")),
          output: Type.Optional(policy("from this machine")),
        },
        { ...closed, description: "What happens to packets that fit no rule; accept unless it is said" },
      ),
    ),
  },
  { ...closed, description: "Packet filter: the nftables table inet groundstate" },
);
export type FirewallSection = Static<typeof FirewallSection>;
