import { type Static, type TString, Type } from "@sinclair/typebox";

/** No other key than those that are named */
export const closed = { additionalProperties: false };

/** Name of a link or interface, as the kernel allows it, less what would need quoting */
export const linkName = "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}$";

/** A key that names one link or interface */
export function oneLink(description: string, example: string): TString {
  return Type.String({
    description,
    needs: "the name of a network link",
    pattern: linkName,
    examples: [example],
  });
}

/** What a bridge does beyond connecting its ports */
export const BridgeSettings = Type.Object(
  {
    stp: Type.Optional(Type.Boolean({ description: "Spanning tree protocol (IEEE 802.1D)" })),
    priority: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 65535,
        description: "Priority in the spanning tree; the bridge with the lowest is its root",
        examples: [32768],
      }),
    ),
    vlan_filtering: Type.Optional(Type.Boolean({ description: "Keep the VLANs of its ports apart" })),
  },
  { ...closed, description: "Settings of a bridge" },
);
export type BridgeSettings = Static<typeof BridgeSettings>;

const bondModes = [
  "balance-rr",
  "active-backup",
  "balance-xor",
  "broadcast",
  "802.3ad",
  "balance-tlb",
  "balance-alb",
] as const;
const hashPolicies = ["layer2", "layer2+3", "layer3+4", "encap2+3", "encap3+4", "vlan+srcmac"] as const;

function milliseconds(description: string) {
  return Type.Integer({
    minimum: 0,
    maximum: 600_000,
    description: `${description}, in milliseconds`,
    examples: [100],
  });
}

/** How a bond shares its links */
export const BondSettings = Type.Object(
  {
    mode: Type.Optional(
      Type.Union(
        bondModes.map(mode => Type.Literal(mode)),
        { description: "How it shares its links", examples: ["802.3ad"] },
      ),
    ),
    lacp_rate: Type.Optional(
      Type.Union([Type.Literal("slow"), Type.Literal("fast")], {
        description: "How often the switch is asked for LACP packets, with mode 802.3ad",
      }),
    ),
    hash_policy: Type.Optional(
      Type.Union(
        hashPolicies.map(policy => Type.Literal(policy)),
        { description: "What decides which link a packet takes", examples: ["layer3+4"] },
      ),
    ),
    miimon: Type.Optional(milliseconds("How often its links are looked at")),
    updelay: Type.Optional(milliseconds("How long a link must be up before it is used")),
    downdelay: Type.Optional(milliseconds("How long a link must be down before it is not used")),
    min_links: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 32, description: "Links that must be up for the bond to be up" }),
    ),
    primary: Type.Optional(
      oneLink("Port that is used whenever it is up; one with an entry of its own", "eth0"),
    ),
  },
  { ...closed, description: "Settings of a bond" },
);
export type BondSettings = Static<typeof BondSettings>;

/** Which VLAN on which interface */
export const VlanSettings = Type.Object(
  {
    id: Type.Integer({ minimum: 1, maximum: 4094, description: "Number of the VLAN", examples: [100] }),
    link: oneLink("Interface of the document that carries it", "eth0"),
    protocol: Type.Optional(
      Type.Union([Type.Literal("802.1Q"), Type.Literal("802.1ad")], {
        description: "Kind of tag; 802.1Q unless said",
      }),
    ),
  },
  { ...closed, description: "Which VLAN an interface of type vlan is" },
);

/** The other end of a veth pair */
export const VethSettings = Type.Object(
  { peer: oneLink("Name of the other end, which may have an entry of its own", "veth1") },
  { ...closed, description: "The pair that an interface of type veth belongs to" },
);
