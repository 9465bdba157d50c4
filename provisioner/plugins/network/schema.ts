import { type Static, type TString, Type } from "@sinclair/typebox";

const closed = { additionalProperties: false };

const linkName = "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}$";

function linkPattern(description: string): TString {
  return Type.String({
    description,
    needs: 'the name of a network link, or a pattern such as "en*"',
    pattern: "^[A-Za-z0-9_*?\\[][A-Za-z0-9_.*?\\[\\]-]{0,14}$",
    examples: ["ens18", "en*"],
  });
}

const address = Type.String({
  needs: 'an address with its prefix length, such as "192.168.1.100/24"',
  pattern: "^[0-9a-fA-F:.]+/[0-9]{1,3}$",
  examples: ["192.168.1.100/24", "fd00::1/64"],
});

const bareAddress = Type.String({
  needs: 'an address without prefix length, such as "192.168.1.1"',
  pattern: "^[0-9a-fA-F:.]+$",
  examples: ["192.168.1.1"],
});

function macAddress(description: string): TString {
  return Type.String({
    description,
    needs: 'a MAC address such as "52:54:00:12:34:56"',
    pattern: "^([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}$",
  });
}

/** Kinds of interface that a document may name; see backend.ts for those that can be made today */
export const interfaceTypes = [
  "ethernet",
  "bridge",
  "bond",
  "vlan",
  "veth",
  "dummy",
  "ovs-bridge",
  "ovs-port",
] as const;

const match = Type.Object(
  {
    name: Type.Optional(linkPattern("Name that the kernel gives the link, or a pattern")),
    mac: Type.Optional(macAddress("MAC address that the hardware came with")),
    path: Type.Optional(
      Type.String({
        description: "ID_PATH that udev gives the device; may hold *",
        pattern: "^[A-Za-z0-9_:.*?-]+$",
        examples: ["pci-0000:00:03.0"],
      }),
    ),
  },
  {
    ...closed,
    minProperties: 1,
    description: "Which hardware an ethernet interface means; the link of its own name unless it is said",
  },
);

/** One network interface */
export const Interface = Type.Object(
  {
    type: Type.Union(
      interfaceTypes.map(type => Type.Literal(type)),
      { description: "What kind of interface this is" },
    ),
    match: Type.Optional(match),
    bridge_ports: Type.Optional(
      Type.Array(linkPattern("Name of a link, or a pattern"), {
        description: "Links that are ports of this bridge; each a name or a pattern",
        examples: [["ens18"], ["en*"]],
      }),
    ),
    controller: Type.Optional(
      Type.String({
        description:
          "The bridge that this interface is a port of; the same as naming it in bridge_ports there",
        pattern: linkName,
      }),
    ),
    bond_ports: Type.Optional(
      Type.Array(linkPattern("Name of a link, or a pattern"), {
        description: "Links that a bond is made of",
        examples: [["eth0", "eth1"]],
      }),
    ),
    bond_mode: Type.Optional(
      Type.String({
        description: "How a bond shares its links",
        pattern: "^[a-z0-9.-]+$",
        examples: ["802.3ad"],
      }),
    ),
    dhcp: Type.Optional(
      Type.Union([Type.Boolean(), Type.Literal("ipv4"), Type.Literal("ipv6")], {
        description: "Ask for an address: true for both families, or only one of them",
      }),
    ),
    address: Type.Optional(
      Type.Union([address, Type.Array(address)], { description: "Static addresses, one or a list" }),
    ),
    gateway: Type.Optional(
      Type.Union([bareAddress, Type.Array(bareAddress)], {
        description: "Default gateway, one or one for each address family",
      }),
    ),
    dns: Type.Optional(
      Type.Union([bareAddress, Type.Array(bareAddress)], {
        description: "Name servers",
        examples: [["9.9.9.9", "1.1.1.1"]],
      }),
    ),
    mtu: Type.Optional(
      Type.Integer({ minimum: 576, maximum: 65535, description: "Largest packet, in bytes" }),
    ),
    mac: Type.Optional(
      macAddress("MAC address; a bridge with ports takes over that of a port unless it is said"),
    ),
    comment: Type.Optional(
      Type.String({
        description: "For people; stands in the files",
        needs: "one line of text",
        pattern: "^[^\\x00-\\x1f]*$",
        maxLength: 200,
        examples: ["Internal network"],
      }),
    ),
  },
  closed,
);
export type Interface = Static<typeof Interface>;

/** plugins.network in canonical form: a map of interfaces by name */
export const NetworkSection = Type.Object(
  {
    interfaces: Type.Record(Type.String({ pattern: linkName }), Interface, {
      ...closed,
      description: "Interfaces by name; a list of interfaces with a name each is read too",
    }),
  },
  { ...closed, description: "Network interfaces, by systemd-networkd" },
);
export type NetworkSection = Static<typeof NetworkSection>;

/** One value or a list of them, as a list */
export function asList(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}
