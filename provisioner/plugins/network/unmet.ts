import { canonicalAddress, canonicalCidr } from "../../state/ip-address.ts";
import type { LiveLink } from "./live.ts";
import { fits } from "./pattern.ts";
import { bridgeOf, networkFile } from "./render.ts";
import { asList, type Interface, type NetworkSection } from "./schema.ts";

/** The one need that waiting meets by itself */
export const noLease = "there is no DHCP lease";

/** Pure: what an interface still lacks on the running machine, for people; empty when all of it holds */
export function unmetNeeds(name: string, section: NetworkSection, links: readonly LiveLink[]): string[] {
  const spec = section.interfaces[name];
  if (!spec) return [];
  const link = links.find(candidate => isMeant(candidate, name, spec));
  if (!link) return ["there is no such link"];
  return [
    ...unmetFile(link, name),
    ...unmetKind(link, name, section),
    ...unmetPorts(name, spec, section, links),
    ...unmetAddresses(link, spec),
  ];
}

/** Whether a link is the one that an interface of the document means */
export function isMeant(link: LiveLink, name: string, { match }: Interface): boolean {
  if (!match) return answersTo(link, name);
  const byName = match.name === undefined || answersTo(link, match.name);
  const byMac = match.mac === undefined || link.mac?.toLowerCase() === match.mac.toLowerCase();
  const byPath = match.path === undefined || link.file === networkFile(name); // only udev knows ID_PATH
  return byName && byMac && byPath;
}

/** Whether one of the link's names fits a name or pattern */
export function answersTo({ name, otherNames }: LiveLink, pattern: string): boolean {
  return [name, ...otherNames].some(own => fits(own, pattern));
}

function unmetFile({ file }: LiveLink, name: string): string[] {
  if (file === networkFile(name)) return [];
  return [file ? `${file} is in force instead of our file` : "networkd does not manage it yet"];
}

function unmetKind(link: LiveLink, name: string, section: NetworkSection): string[] {
  const spec = section.interfaces[name];
  const bridge = bridgeOf(name, section);
  const isOther = spec?.type === "bridge" && link.kind !== "bridge";
  return [
    ...(isOther ? [`it is ${link.kind ?? "hardware"}, not a bridge`] : []),
    ...(spec?.mtu !== undefined && link.mtu !== spec.mtu ? [`its MTU is ${link.mtu}`] : []),
    ...(bridge !== undefined && link.master !== bridge ? [`it is no port of ${bridge}`] : []),
  ];
}

/** Of a pattern one link must be a port; links with an entry of their own answer for themselves */
function unmetPorts(
  name: string,
  { bridge_ports = [] }: Interface,
  { interfaces }: NetworkSection,
  links: readonly LiveLink[],
): string[] {
  const ports = links.filter(link => link.master === name);
  return bridge_ports
    .filter(port => !(port in interfaces) && !ports.some(link => answersTo(link, port)))
    .map(port => `no link ${port} is a port of it`);
}

function unmetAddresses(link: LiveLink, { address, gateway, dhcp }: Interface): string[] {
  const present = link.addresses.map(({ cidr }) => canonicalCidr(cidr));
  const routers = link.defaultRoutes.map(route => route.gateway);
  const lease = link.addresses.some(({ family, leased }) => leased && wantsLease(dhcp, family));
  return [
    ...asList(address)
      .filter(cidr => !present.includes(canonicalCidr(cidr)))
      .map(cidr => `address ${cidr} is missing`),
    ...asList(gateway)
      .filter(router => !routers.includes(canonicalAddress(router)))
      .map(router => `there is no default route by ${router}`),
    ...(dhcp && !lease ? [noLease] : []),
  ];
}

/** With both families asked for, the IPv4 lease decides: IPv6 may well come by router advertisement alone */
function wantsLease(dhcp: Interface["dhcp"], family: "ipv4" | "ipv6"): boolean {
  return dhcp === "ipv6" ? family === "ipv6" : family === "ipv4";
}
