import { canonicalCidr } from "../../state/ip-address.ts";
import { needsAnew, otherSettings, settingName } from "./kernel-settings.ts";
import type { LiveLink } from "./live.ts";
import { answersTo, isMeant } from "./meant-link.ts";
import { networkFile } from "./render.ts";
import { asList, type Interface, type NetworkSection } from "./schema.ts";
import { controllerOf, declaredPorts, isVirtual, portsOf } from "./topology.ts";
import { describeRoute, isWanted, wantedRoutes } from "./wanted-routes.ts";

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
    ...(isVirtual(spec) ? unmetKind(link, spec, section, links) : []),
    ...unmetLink(link, name, section),
    ...unmetPorts(name, spec, section, links),
    ...unmetAddresses(link, spec),
    ...unmetRoutes(link, spec),
  ];
}

/** Pure: the same, with what lacks to those of its ports that have an entry of their own: they lose it when it is made anew */
export function unmetWithPorts(name: string, section: NetworkSection, links: readonly LiveLink[]): string[] {
  const ports = declaredPorts(name, section).flatMap(port =>
    unmetNeeds(port, section, links).map(need => `of its port ${port}: ${need}`),
  );
  return [...unmetNeeds(name, section, links), ...ports];
}

function unmetFile({ file }: LiveLink, name: string): string[] {
  if (file === networkFile(name)) return [];
  return [file ? `${file} is in force instead of our file` : "networkd does not manage it yet"];
}

function unmetKind(
  link: LiveLink,
  spec: Interface,
  section: NetworkSection,
  links: readonly LiveLink[],
): string[] {
  const another = needsAnew(spec, link, section, links);
  if (another !== undefined) return [another];
  return otherSettings(spec, link, section, links).map(
    ({ key, value }) => `its ${settingName(key)} is ${link.settings[key] ?? "unset"}, not ${value}`,
  );
}

function unmetLink({ mtu, currentMac, master }: LiveLink, name: string, section: NetworkSection): string[] {
  const spec = section.interfaces[name];
  const controller = controllerOf(name, section);
  const otherMac = spec?.mac !== undefined && currentMac?.toLowerCase() !== spec.mac.toLowerCase();
  return [
    ...(spec?.mtu !== undefined && mtu !== spec.mtu ? [`its MTU is ${mtu}`] : []),
    ...(otherMac ? [`its MAC address is ${currentMac ?? "unset"}`] : []),
    ...(controller !== undefined && master !== controller ? [`it is no port of ${controller}`] : []),
  ];
}

/** Of a pattern one link must be a port; links with an entry of their own answer for themselves */
function unmetPorts(
  name: string,
  spec: Interface,
  { interfaces }: NetworkSection,
  links: readonly LiveLink[],
): string[] {
  const ports = links.filter(link => link.master === name);
  return portsOf(spec)
    .filter(port => !(port in interfaces) && !ports.some(link => answersTo(link, port)))
    .map(port => `no link ${port} is a port of it`);
}

function unmetAddresses(link: LiveLink, { address, dhcp }: Interface): string[] {
  const present = link.addresses.map(({ cidr }) => canonicalCidr(cidr));
  const lease = link.addresses.some(({ family, leased }) => leased && wantsLease(dhcp, family));
  return [
    ...asList(address)
      .filter(cidr => !present.includes(canonicalCidr(cidr)))
      .map(cidr => `address ${cidr} is missing`),
    ...(dhcp && !lease ? [noLease] : []),
  ];
}

function unmetRoutes({ routes }: LiveLink, spec: Interface): string[] {
  return wantedRoutes(spec)
    .filter(wanted => !routes.some(route => isWanted(wanted, route)))
    .map(wanted => `there is no ${describeRoute(wanted)}`);
}

/** With both families asked for, the IPv4 lease decides: IPv6 may well come by router advertisement alone */
function wantsLease(dhcp: Interface["dhcp"], family: "ipv4" | "ipv6"): boolean {
  return dhcp === "ipv6" ? family === "ipv6" : family === "ipv4";
}
