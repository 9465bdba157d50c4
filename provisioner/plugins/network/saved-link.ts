import { type Static, Type } from "@sinclair/typebox";
import { canonicalCidr, isWithin, parseCidr } from "../../state/ip-address.ts";
import { knownSettings } from "./kernel-settings.ts";
import type { LiveLink } from "./live.ts";
import type { LiveRoute } from "./live-routes.ts";
import { answersTo, isMeant } from "./meant-link.ts";
import { ownerOf } from "./render.ts";
import { asList, type NetworkSection, Route } from "./schema.ts";
import { portsOf } from "./topology.ts";
import { isWanted, wantedRoutes } from "./wanted-routes.ts";

const Family = Type.Union([Type.Literal("ipv4"), Type.Literal("ipv6")]);

const SavedAddress = Type.Object({
  cidr: Type.String(),
  /** Of an address that another program leased: the seconds that were left */
  lifetime: Type.Optional(Type.Object({ valid: Type.Number(), preferred: Type.Number() })),
});

const SavedRoute = Type.Object({
  destination: Type.String(),
  gateway: Type.Optional(Type.String()),
  metric: Type.Optional(Type.Integer()),
  source: Type.Optional(Type.String()),
  table: Type.Optional(Type.Integer()),
  /** The kernel takes it only when it is told that the gateway is on the link */
  onlink: Type.Boolean(),
  /** One of several ways to one IPv6 network with the same metric */
  shared: Type.Optional(Type.Boolean()),
});
export type SavedRoute = Static<typeof SavedRoute>;

/** A link as it was, as far as a rollback can bring it back */
export const SavedLink = Type.Object({
  name: Type.String(),
  /** Whether the actions change it; any other matters only when networkd took it all the same */
  touched: Type.Boolean(),
  /** The file by which networkd configured it; without one, nothing comes back by itself */
  file: Type.Optional(Type.String()),
  kind: Type.Optional(Type.String()),
  /** The link that a VLAN is carried by, the other end of a pair */
  lower: Type.Optional(Type.String()),
  /** What its kind was set to, as far as a document can say it */
  settings: Type.Record(Type.String(), Type.String()),
  mac: Type.Optional(Type.String()),
  mtu: Type.Integer(),
  up: Type.Boolean(),
  /** Whether the kernel listens to router advertisements */
  acceptRa: Type.Optional(Type.String()),
  master: Type.Optional(Type.String()),
  /** A bond takes only links that are down */
  bonded: Type.Boolean(),
  addresses: Type.Array(SavedAddress),
  /** Addresses that the document is about to bring; no other is ever taken away */
  coming: Type.Array(Type.String()),
  routes: Type.Array(SavedRoute),
  /** Routes that the document is about to bring */
  comingRoutes: Type.Array(Route),
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
  const touched = touchedNames(links, section, changing);
  return links
    .filter(({ name, kind, file }) => touched.has(name) || file !== undefined || kind === undefined)
    .filter(({ name }) => name !== "lo")
    .map(link => savedLink(link, section, touched.has(link.name), links));
}

/** A link goes with the one that it is carried by, and with the other end of its pair */
function touchedNames(
  links: readonly LiveLink[],
  section: NetworkSection,
  changing: readonly string[],
): Set<string> {
  const touched = new Set(links.filter(link => isTouched(link, section, changing)).map(({ name }) => name));
  for (const { name, lower } of [...links, ...links])
    if (lower !== undefined && touched.has(lower)) touched.add(name);
  return touched;
}

/** The interface's link, its ports, and links that one of its files configures until now */
function isTouched(link: LiveLink, { interfaces }: NetworkSection, changing: readonly string[]): boolean {
  return changing.some(name => {
    const spec = interfaces[name];
    if (link.file !== undefined && ownerOf(link.file) === name) return true;
    if (link.master === name && link.kind === undefined) return true;
    if (!spec) return link.name === name;
    return isMeant(link, name, spec) || portsOf(spec).some(port => answersTo(link, port));
  });
}

/** Of a link that is not networkd's, an address that somebody leased is one like any other to us */
function savedLink(
  link: LiveLink,
  { interfaces }: NetworkSection,
  touched: boolean,
  links: readonly LiveLink[],
): SavedLink {
  const { name, kind, lower, currentMac, mtu, up, master, file } = link;
  const managed = file !== undefined;
  const addresses = link.addresses
    .filter(({ cidr, leased }) => !(managed && leased) && isConfigured(cidr))
    .map(({ cidr, lifetime }) => ({ cidr, ...(lifetime === undefined ? {} : { lifetime }) }));
  const named = Object.values(interfaces).flatMap(({ address }) => asList(address).map(canonicalCidr));
  const meant = Object.entries(interfaces).filter(([other, spec]) => isMeant(link, other, spec));
  const wanted = meant.flatMap(([, spec]) => wantedRoutes(spec));
  const leased = link.addresses.filter(address => managed && address.leased).map(({ family }) => family);
  const settings = knownSettings.flatMap(key => {
    const value = link.settings[key];
    return value === undefined ? [] : [[key, value] as const];
  });
  return {
    name,
    touched,
    ...(managed ? { file } : {}),
    ...(kind === undefined ? {} : { kind }),
    ...(lower === undefined ? {} : { lower }),
    settings: Object.fromEntries(settings),
    ...(currentMac === undefined ? {} : { mac: currentMac }),
    mtu,
    up,
    ...(master === undefined ? {} : { master }),
    bonded: links.some(other => other.name === master && other.kind === "bond"),
    addresses,
    coming: named.filter(cidr => !addresses.some(address => address.cidr === cidr)),
    routes: link.routes
      .filter(({ protocol }) => !(managed && protocol !== "other"))
      .map(route => savedRoute(route, link)),
    comingRoutes: wanted.filter(route => !link.routes.some(live => isWanted(route, live))),
    leased: [...new Set(leased)],
  };
}

function savedRoute(route: LiveRoute, { addresses }: LiveLink): SavedRoute {
  const { destination, gateway, metric, source, table, onlink, shared } = route;
  const networks = addresses.flatMap(({ cidr }) => parseCidr(cidr) ?? []);
  const isReached = gateway === undefined || networks.some(network => isWithin(gateway, network));
  return {
    destination,
    ...(gateway === undefined ? {} : { gateway }),
    ...(metric === undefined ? {} : { metric }),
    ...(source === undefined ? {} : { source }),
    ...(table === undefined ? {} : { table }),
    // a route to the gateway alone may have led there; it comes back in no certain order
    onlink: onlink || !isReached,
    ...(shared === undefined ? {} : { shared }),
  };
}

/** Whether somebody gave the link this address; the link-local ones come by themselves */
export function isConfigured(cidr: string): boolean {
  return !/^(fe80:|169\.254\.)/.test(cidr);
}
