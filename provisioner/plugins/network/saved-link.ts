import { type Static, Type } from "@sinclair/typebox";
import { canonicalCidr, isWithin, parseCidr } from "../../state/ip-address.ts";
import type { LiveLink, LiveRoute } from "./live.ts";
import { ownerOf } from "./render.ts";
import { asList, type NetworkSection } from "./schema.ts";
import { answersTo, isMeant } from "./unmet.ts";

const Family = Type.Union([Type.Literal("ipv4"), Type.Literal("ipv6")]);

const SavedAddress = Type.Object({
  cidr: Type.String(),
  /** Of an address that another program leased: the seconds that were left */
  lifetime: Type.Optional(Type.Object({ valid: Type.Number(), preferred: Type.Number() })),
});

const SavedRoute = Type.Object({
  gateway: Type.String(),
  metric: Type.Optional(Type.Integer()),
  source: Type.Optional(Type.String()),
  /** The kernel takes it only when it is told that the gateway is on the link */
  onlink: Type.Boolean(),
});
export type SavedRoute = Static<typeof SavedRoute>;

/** A link as it was, as far as a rollback can bring it back */
export const SavedLink = Type.Object({
  name: Type.String(),
  /** Whether the actions change it; any other matters only when networkd took it all the same */
  touched: Type.Boolean(),
  /** The file by which networkd configured it; without one, nothing comes back by itself */
  file: Type.Optional(Type.String()),
  /** A bridge takes over the MAC of a port; one that was set by hand would stick to it */
  inheritsMac: Type.Boolean(),
  mac: Type.Optional(Type.String()),
  mtu: Type.Integer(),
  /** Whether the kernel listens to router advertisements */
  acceptRa: Type.Optional(Type.String()),
  master: Type.Optional(Type.String()),
  addresses: Type.Array(SavedAddress),
  /** Addresses that the document is about to bring; no other is ever taken away */
  coming: Type.Array(Type.String()),
  routes: Type.Array(SavedRoute),
  /** Families with a lease of networkd's, which it gets again by itself, the gateway with it */
  leased: Type.Array(Family),
});
export type SavedLink = Static<typeof SavedLink>;

/**
 * What there is to save of the links that actions on these interfaces touch, and of those that networkd has or could take;
 * links of containers come and go without us
 */
export function savedLinks(
  links: readonly LiveLink[],
  section: NetworkSection,
  changing: readonly string[],
): SavedLink[] {
  return links
    .filter(({ name }) => name !== "lo")
    .map(link => ({ link, touched: isTouched(link, section, changing) }))
    .filter(({ link, touched }) => touched || link.file !== undefined || link.kind === undefined)
    .map(({ link, touched }) => savedLink(link, section, touched));
}

/** The interface's link, its ports, and links that one of its files configures until now */
function isTouched(link: LiveLink, { interfaces }: NetworkSection, changing: readonly string[]): boolean {
  return changing.some(name => {
    const spec = interfaces[name];
    if (link.file !== undefined && ownerOf(link.file) === name) return true;
    if (link.master === name && link.kind === undefined) return true;
    if (!spec) return link.name === name;
    return isMeant(link, name, spec) || (spec.bridge_ports ?? []).some(port => answersTo(link, port));
  });
}

/** Of a link that is not networkd's, an address that somebody leased is one like any other to us */
function savedLink(link: LiveLink, { interfaces }: NetworkSection, touched: boolean): SavedLink {
  const { name, kind, currentMac, mtu, master, file } = link;
  const managed = file !== undefined;
  const addresses = link.addresses
    .filter(({ cidr, leased }) => !(managed && leased) && isConfigured(cidr))
    .map(({ cidr, lifetime }) => ({ cidr, ...(lifetime === undefined ? {} : { lifetime }) }));
  const named = Object.values(interfaces).flatMap(({ address }) => asList(address).map(canonicalCidr));
  const leased = link.addresses.filter(address => managed && address.leased).map(({ family }) => family);
  return {
    name,
    touched,
    ...(managed ? { file } : {}),
    inheritsMac: kind === "bridge" || kind === "bond",
    ...(currentMac === undefined ? {} : { mac: currentMac }),
    mtu,
    ...(master === undefined ? {} : { master }),
    addresses,
    coming: named.filter(cidr => !addresses.some(address => address.cidr === cidr)),
    routes: link.defaultRoutes
      .filter(({ protocol }) => !(managed && (protocol === "dhcp" || protocol === "ra")))
      .map(route => savedRoute(route, link)),
    leased: [...new Set(leased)],
  };
}

function savedRoute({ gateway, metric, source, onlink }: LiveRoute, { addresses }: LiveLink): SavedRoute {
  const networks = addresses.flatMap(({ cidr }) => parseCidr(cidr) ?? []);
  return {
    gateway,
    ...(metric === undefined ? {} : { metric }),
    ...(source === undefined ? {} : { source }),
    // a route to the gateway alone may have led there; it is not saved
    onlink: onlink || !networks.some(network => isWithin(gateway, network)),
  };
}

/** Whether somebody gave the link this address; the link-local ones come by themselves */
export function isConfigured(cidr: string): boolean {
  return !/^(fe80:|169\.254\.)/.test(cidr);
}
