import { type Static, type TString, Type } from "@sinclair/typebox";
import { bootstrapSchema } from "../../state/bootstrap-schema.ts";

const closed = { additionalProperties: false };

function address(description: string): TString {
  return Type.String({
    description,
    needs: 'an address without prefix length, such as "192.168.1.254"',
    pattern: "^[0-9a-fA-F:.]+$",
    examples: ["192.168.1.254"],
  });
}

function network(description: string): TString {
  return Type.String({
    description,
    needs: 'an address or a network, such as "10.0.0.0/8"',
    pattern: "^[0-9a-fA-F:.]+(/[0-9]{1,3})?$",
    examples: ["10.0.0.0/8"],
  });
}

function linkName(description: string): TString {
  return Type.String({
    description,
    needs: 'the name of a link, such as "vmbr0"',
    pattern: "^[A-Za-z0-9_.-]{1,15}$",
    examples: ["vmbr0"],
  });
}

function table(description: string) {
  return Type.Union(
    [
      Type.Integer({ minimum: 1, maximum: 4294967295 }),
      ...(["main", "default", "local"] as const).map(name => Type.Literal(name)),
    ],
    { description, needs: "the number of a routing table, or main, default or local", examples: [100] },
  );
}

/** One route by one link */
export const Route = Type.Object(
  {
    destination: Type.String({
      description: "Network that it leads to, or `default`",
      needs: 'a network such as "10.0.0.0/8", or "default"',
      pattern: "^(default|[0-9a-fA-F:.]+(/[0-9]{1,3})?)$",
      examples: ["10.0.0.0/8", "default"],
    }),
    gateway: Type.Optional(address("Router that leads there; without one it is on the link itself")),
    interface: linkName("Link that it leads out by"),
    metric: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 4294967295,
        description: "Of several routes to one network, the lowest is taken",
        examples: [100],
      }),
    ),
    source: Type.Optional(address("Own address that packets are sent from")),
    onlink: Type.Optional(
      Type.Boolean({ description: "The gateway is on the link, although in no network of it" }),
    ),
    table: Type.Optional(table("Routing table; the main one unless said")),
  },
  closed,
);
export type Route = Static<typeof Route>;

/** One rule that says which table decides about which packets */
export const RoutingRule = Type.Object(
  {
    priority: Type.Integer({
      minimum: 1,
      maximum: 32765,
      description:
        "Rules are tried from the lowest to the highest; 32766 is the kernel's own for the main table",
      examples: [1000],
    }),
    from: Type.Optional(network("Packets that come from here")),
    to: Type.Optional(network("Packets that go here")),
    interface: Type.Optional(linkName("Packets that come in by this link; `lo` for this machine's own")),
    mark: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 4294967295,
        description: "Packets with this firewall mark",
        examples: [16],
      }),
    ),
    family: Type.Optional(
      Type.Union([Type.Literal("ipv4"), Type.Literal("ipv6"), Type.Literal("both")], {
        description: "Which packets, when neither from nor to says it; ipv4 unless said",
      }),
    ),
    table: table("Routing table that decides about these packets"),
  },
  closed,
);
export type RoutingRule = Static<typeof RoutingRule>;

const Dns = Type.Object(
  {
    hostname: Type.Optional(bootstrapSchema.properties.hostname),
    search_domains: Type.Optional(
      Type.Array(
        Type.String({
          description: "A DNS domain",
          needs: "a DNS domain without a leading or trailing dot",
          pattern: "^(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,62}))*$",
          examples: ["example.com"],
        }),
        {
          description: "Domains that complete short names, in this order, whatever the link",
          examples: [["example.com"]],
        },
      ),
    ),
    servers: Type.Optional(
      Type.Array(address("A name server"), {
        description: "Name servers besides those of the links",
        examples: [["9.9.9.9"]],
      }),
    ),
  },
  { ...closed, description: "Name of the machine, and how it finds the names of others" },
);

const OvsFlow = Type.Object(
  {
    bridge: linkName("Open vSwitch bridge"),
    priority: Type.Optional(Type.Integer({ minimum: 0, maximum: 65535, description: "The highest decides" })),
    match_rule: Type.Optional(
      Type.String({
        description: "Packets, in the words of ovs-ofctl",
        pattern: "^[^\\x00-\\x1f]*$",
        examples: ["ip,nw_dst=10.0.0.0/8"],
      }),
    ),
    actions: Type.String({
      description: "What happens to them, in the words of ovs-ofctl",
      pattern: "^[^\\x00-\\x1f]*$",
      examples: ["normal"],
    }),
  },
  closed,
);

/** plugins.netcfg */
export const NetcfgSection = Type.Object(
  {
    routing: Type.Optional(Type.Array(Route, { description: "Static routes" })),
    routing_rules: Type.Optional(
      Type.Array(RoutingRule, { description: "Policy routing: which table decides about which packets" }),
    ),
    dns: Type.Optional(Dns),
    ovs_flows: Type.Optional(
      Type.Array(OvsFlow, {
        description: "Flows of Open vSwitch bridges; read, and refused by plan: there is no backend yet",
      }),
    ),
  },
  { ...closed, description: "Routes, policy routing and DNS, by systemd-networkd and systemd-resolved" },
);
export type NetcfgSection = Static<typeof NetcfgSection>;
