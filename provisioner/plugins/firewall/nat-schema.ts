import { type Static, Type } from "@sinclair/typebox";
import { closed, comment, linkName, networks, somePorts } from "./shared-schema.ts";

const commented = Type.Optional(comment("Stands beside the rule in the ruleset"));

/** Packets that leave under this machine's own address */
export const Masquerade = Type.Object(
  {
    interface: linkName("Link that the packets go out by; may end in *"),
    source: Type.Optional(networks("Only packets that come from here")),
    comment: commented,
  },
  closed,
);
export type Masquerade = Static<typeof Masquerade>;

/** A port of this machine behind which another one answers */
export const PortForward = Type.Object(
  {
    port: somePorts("Port of this machine, a range as text, or a list of these"),
    proto: Type.Optional(
      Type.Union([Type.Literal("tcp"), Type.Literal("udp"), Type.Literal("any")], {
        description: "Protocol; tcp unless it is said; `any` is tcp and udp",
      }),
    ),
    interface: Type.Optional(linkName("Only packets that come in by this link; may end in *")),
    source: Type.Optional(networks("Only packets that come from here")),
    destination: Type.Optional(
      networks("Only packets to here; to any address of this machine unless it is said"),
    ),
    to: Type.Optional(
      Type.String({
        description: "Address that the packets go to; this machine itself unless it is said",
        needs: 'an address such as "10.0.3.10"',
        pattern: "^[0-9a-fA-F:.]+$",
        examples: ["10.0.3.10"],
      }),
    ),
    to_port: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 65535,
        description: "Port that the packets go to; the same unless it is said",
        examples: [80],
      }),
    ),
    comment: commented,
  },
  closed,
);
export type PortForward = Static<typeof PortForward>;

/** plugins.firewall.nat */
export const Nat = Type.Object(
  {
    masquerade: Type.Optional(
      Type.Array(Masquerade, { description: "Networks behind this machine that use its address" }),
    ),
    port_forward: Type.Optional(
      Type.Array(PortForward, { description: "Ports that lead to another machine or port" }),
    ),
  },
  { ...closed, description: "Address translation" },
);
export type Nat = Static<typeof Nat>;
