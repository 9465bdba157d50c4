import { type Static, type TString, Type } from "@sinclair/typebox";
import {
  BondSettings,
  BridgeSettings,
  closed,
  linkName,
  oneLink,
  VethSettings,
  VlanSettings,
} from "./kinds-schema.ts";

function linkPatterns(description: string) {
  const pattern = Type.String({
    description: "Name of a link, or a pattern",
    needs: 'the name of a network link, or a pattern such as "en*"',
    pattern: "^[A-Za-z0-9_*?\\[][A-Za-z0-9_.*?\\[\\]-]{0,14}$",
    examples: ["ens18", "en*"],
  });
  return Type.Array(pattern, { description, examples: [["ens18"], ["en*"]] });
}

const address = Type.String({
  needs: 'an address with its prefix length, such as "192.168.1.100/24"',
  pattern: "^[0-9a-fA-F:.]+/[0-9]{1,3}$",
  examples: ["192.168.1.100/24", "fd00::1/64"],
});

function bareAddress(description?: string): TString {
  return Type.String({
    ...(description === undefined ? {} : { description }),
    needs: 'an address without prefix length, such as "192.168.1.1"',
    pattern: "^[0-9a-fA-F:.]+$",
    examples: ["192.168.1.1"],
  });
}

function macAddress(description: string): TString {
  return Type.String({
    description,
    needs: 'a MAC address such as "52:54:00:12:34:56"',
    pattern: "^([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}$",
  });
}

function metric(description: string) {
  const atLeast = "at least 1: the kernel takes 0 for none";
  return Type.Integer({
    minimum: 1,
    maximum: 4294967295,
    description: `${description}; ${atLeast}`,
    examples: [100],
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
    name: Type.Optional(
      Type.String({
        description: "Name that the kernel gives the link, or a pattern",
        needs: 'the name of a network link, or a pattern such as "en*"',
        pattern: "^[A-Za-z0-9_*?\\[][A-Za-z0-9_.*?\\[\\]-]{0,14}$",
        examples: ["ens18", "en*"],
      }),
    ),
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

/** One route out of an interface */
export const Route = Type.Object(
  {
    destination: Type.String({
      description: "Network that it leads to, or `default`",
      needs: 'a network such as "10.0.0.0/8", or "default"',
      pattern: "^(default|[0-9a-fA-F:.]+/[0-9]{1,3})$",
      examples: ["10.0.0.0/8", "default"],
    }),
    gateway: Type.Optional(bareAddress("Router that leads there; without one it is on the link itself")),
    metric: Type.Optional(metric("Of several routes to one network, the lowest is taken")),
    source: Type.Optional(bareAddress("Own address that packets are sent from")),
    onlink: Type.Optional(
      Type.Boolean({ description: "The gateway is on the link, although in no network of the interface" }),
    ),
    table: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 4294967295,
        description: "Number of the routing table; the main one unless said",
        examples: [100],
      }),
    ),
  },
  closed,
);
export type Route = Static<typeof Route>;

const addressing = {
  dhcp: Type.Optional(
    Type.Union([Type.Boolean(), Type.Literal("ipv4"), Type.Literal("ipv6")], {
      description: "Ask for an address: true for both families, or only one of them",
    }),
  ),
  accept_ra: Type.Optional(
    Type.Boolean({ description: "Take IPv6 addresses and routes from router advertisements" }),
  ),
  link_local: Type.Optional(
    Type.Boolean({
      description: "Have a link-local IPv6 address; without one and any other, the interface has no IPv6",
    }),
  ),
  address: Type.Optional(
    Type.Union([address, Type.Array(address)], { description: "Static addresses, one or a list" }),
  ),
  gateway: Type.Optional(
    Type.Union([bareAddress(), Type.Array(bareAddress())], {
      description: "Default gateway, one or one for each address family",
    }),
  ),
  metric: Type.Optional(metric("Metric of the default routes, by gateway, DHCP or router advertisement")),
  dns: Type.Optional(
    Type.Union([bareAddress(), Type.Array(bareAddress())], {
      description: "Name servers",
      examples: [["9.9.9.9", "1.1.1.1"]],
    }),
  ),
  routes: Type.Optional(Type.Array(Route, { description: "Further routes out of this interface" })),
};

/** One network interface */
export const Interface = Type.Object(
  {
    type: Type.Union(
      interfaceTypes.map(type => Type.Literal(type)),
      { description: "What kind of interface this is" },
    ),
    state: Type.Optional(
      Type.Union([Type.Literal("present"), Type.Literal("absent")], {
        description: "`absent` takes it away: its files, and the link when a file of ours made it",
      }),
    ),
    match: Type.Optional(match),
    bridge_ports: Type.Optional(
      linkPatterns("Links that are ports of this bridge; each a name or a pattern"),
    ),
    bridge: Type.Optional(BridgeSettings),
    bond_ports: Type.Optional(linkPatterns("Links that a bond is made of; each a name or a pattern")),
    bond: Type.Optional(BondSettings),
    controller: Type.Optional(
      oneLink(
        "The bridge or bond that this interface is a port of; the same as naming it among the ports there",
        "vmbr0",
      ),
    ),
    vlan: Type.Optional(VlanSettings),
    veth: Type.Optional(VethSettings),
    ...addressing,
    mtu: Type.Optional(
      Type.Integer({ minimum: 576, maximum: 65535, description: "Largest packet, in bytes" }),
    ),
    mac: Type.Optional(
      macAddress("MAC address; a bridge or bond with ports takes over that of a port unless it is said"),
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
