import { type Static, type TLiteral, type TUnion, Type } from "@sinclair/typebox";
import { Nat } from "./nat-schema.ts";
import { closed, comment, linkName, networks, protocols, somePorts } from "./shared-schema.ts";

const action = Type.Union(
  [Type.Literal("accept"), Type.Literal("drop"), Type.Literal("reject"), Type.Literal("log")],
  {
    description:
      "What happens to a packet that fits the rule; `log` writes a line to the kernel's log and goes on",
  },
);

function policy(packets: string): TUnion<[TLiteral<"accept">, TLiteral<"drop">]> {
  return Type.Union([Type.Literal("accept"), Type.Literal("drop")], {
    description: `What happens to packets ${packets} that fit no rule`,
    default: "accept",
  });
}

/** One rule; the first that fits a packet decides */
export const Rule = Type.Object(
  {
    port: Type.Optional(somePorts("Destination port, a range as text, or a list of these")),
    ports: Type.Optional(somePorts("The same as `port`, for several")),
    proto: Type.Optional(
      Type.Union(
        protocols.map(name => Type.Literal(name)),
        {
          description:
            "Protocol; with a port, tcp unless it is said, and `any` is tcp and udp. Without a port, `any` is every protocol",
        },
      ),
    ),
    source: Type.Optional(networks("Where packets come from; anywhere unless it is said")),
    destination: Type.Optional(networks("Where packets go to; anywhere unless it is said")),
    interface: Type.Optional(linkName("Link that packets come in by, or go out by for output; may end in *")),
    out_interface: Type.Optional(
      linkName("Link that packets go out by, for direction forward or output; may end in *"),
    ),
    direction: Type.Optional(
      Type.Union([Type.Literal("input"), Type.Literal("forward"), Type.Literal("output")], {
        description: "Packets to this machine (input, the default), through it, or from it",
      }),
    ),
    action,
    comment: Type.Optional(comment("Stands beside the rule in the ruleset, and before what it logs")),
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
    nat: Type.Optional(Nat),
    forwarding: Type.Optional(
      Type.Union([Type.Literal("ipv4"), Type.Literal("ipv6"), Type.Literal("both")], {
        description:
          "Have the kernel pass packets on from link to link, which masquerading and forwarded ports need; left alone unless it is said",
        examples: ["ipv4"],
      }),
    ),
  },
  { ...closed, description: "Packet filter and NAT: the nftables table inet groundstate" },
);
export type FirewallSection = Static<typeof FirewallSection>;
