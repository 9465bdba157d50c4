import { isPattern } from "./pattern.ts";
import { inheritsMac, renderNetdev } from "./render-netdev.ts";
import { asList, type Interface, type NetworkSection, type Route } from "./schema.ts";
import { controllerOf, portsOf, undeclaredPorts, vlansOn } from "./topology.ts";
import { type Setting, type UnitSection, unitFile, yesNo } from "./unit-file.ts";

/** Where networkd reads what an administrator (or we) configured */
export const networkDirectory = "/etc/systemd/network";

/** A file with its whole content */
export interface RenderedFile {
  path: string;
  content: string;
}

/** Path of the .network file that governs an interface */
export function networkFile(name: string): string {
  return `${networkDirectory}/50-groundstate-${name}.network`;
}

/** Path of the .network file of an interface's ports that have no entry of their own */
export function portsFile(name: string): string {
  return `${networkDirectory}/60-groundstate-${name}-ports.network`;
}

/** Path of the .netdev file that makes a virtual one */
export function netdevFile(name: string): string {
  return `${networkDirectory}/50-groundstate-${name}.netdev`;
}

/** Path of the .link file that udev reads before it names and sets up hardware */
function linkFile(name: string): string {
  return `${networkDirectory}/50-groundstate-${name}.link`;
}

/** Every path that a file of ours for an interface may have, sorted */
export function ownPaths(name: string): string[] {
  return [linkFile(name), netdevFile(name), networkFile(name), portsFile(name)];
}

/** The interface that one of our files belongs to; undefined for the files of others */
export function ownerOf(path: string): string | undefined {
  return /\/(?:50-groundstate-(.+)\.(?:netdev|network|link)|60-groundstate-(.+)-ports\.network)$/
    .exec(path)
    ?.slice(1)
    .find(name => name !== undefined);
}

/** The files that make one interface what it should be */
export function renderInterface(name: string, section: NetworkSection): RenderedFile[] {
  const spec = section.interfaces[name];
  if (!spec) return [];
  const netdev = renderNetdev(name, spec, section);
  return [
    ...(netdev === undefined ? [] : [{ path: netdevFile(name), content: netdev }]),
    ...(inheritsMac(spec) ? [renderLink(name)] : []),
    ...renderPorts(name, spec, section),
    { path: networkFile(name), content: renderNetwork(name, spec, section) },
  ];
}

/** A bridge or bond takes over a port's MAC, and so its DHCP lease, only when udev gives it none (systemd.netdev, MACAddress=) */
function renderLink(name: string): RenderedFile {
  const content = unitFile(["Match", ["OriginalName", name]], ["Link", ["MACAddressPolicy", "none"]]);
  return { path: linkFile(name), content };
}

/** 60: networkd takes the first file that fits, and an interface with an entry of its own comes before a pattern */
function renderPorts(name: string, spec: Interface, section: NetworkSection): RenderedFile[] {
  const ports = undeclaredPorts(spec, section);
  if (ports.length === 0) return [];
  const controller = spec.type === "bond" ? "Bond" : "Bridge";
  const content = unitFile(
    [
      "Match",
      ["Name", ports.join(" ")],
      ["Kind", ports.some(isPattern) ? `!${controller.toLowerCase()}` : undefined],
    ],
    ["Link", ["RequiredForOnline", "no"]],
    ["Network", [controller, name]],
  );
  return [{ path: portsFile(name), content }];
}

function renderNetwork(name: string, spec: Interface, section: NetworkSection): string {
  const { match, metric, dhcp } = spec;
  const controller = controllerOf(name, section);
  const addresses = asList(spec.address);
  const leases = dhcp === true || dhcp === "ipv4";
  const solicits = (dhcp === true || dhcp === "ipv6") && spec.accept_ra === false;
  return unitFile(
    [
      "Match",
      ["Name", match ? match.name : name],
      ["PermanentMACAddress", match?.mac],
      ["Path", match?.path],
    ],
    [
      "Link",
      ["MACAddress", spec.mac],
      ["MTUBytes", spec.mtu],
      ["RequiredForOnline", isAwaited(name, spec, section) ? undefined : "no"],
    ],
    [
      "Network",
      ["Description", spec.comment],
      ...controllerSettings(name, controller, section),
      ...vlansOn(name, section).map(vlan => ["VLAN", vlan] as const),
      ["DHCP", controller === undefined ? dhcpWord(dhcp) : undefined],
      ["LinkLocalAddressing", linkLocalWord(spec.link_local)],
      ["IPv6AcceptRA", yesNo(spec.accept_ra)],
      // Without a port or a peer that is up, such a link has no carrier, and would have no address either
      ["ConfigureWithoutCarrier", mayLackCarrier(spec) && addresses.length > 0 ? "yes" : undefined],
      ...addresses.map(address => ["Address", address] as const),
      ...(metric === undefined ? asList(spec.gateway) : []).map(gateway => ["Gateway", gateway] as const),
      ...asList(spec.dns).map(server => ["DNS", server] as const),
    ],
    // The lease belongs to the hardware: the same in the installer, on this machine, and on a bridge over the port
    [
      "DHCPv4",
      ["ClientIdentifier", leases ? "mac" : undefined],
      ["RouteMetric", leases ? metric : undefined],
    ],
    // Unless it is told to ask by itself, networkd waits for a router that says so
    ["DHCPv6", ["WithoutRA", solicits ? "solicit" : undefined]],
    ["IPv6AcceptRA", ["RouteMetric", spec.accept_ra === false ? undefined : metric]],
    ...(metric === undefined ? [] : asList(spec.gateway)).map(
      (gateway): UnitSection => ["Route", ["Gateway", gateway], ["Metric", metric]],
    ),
    ...(spec.routes ?? []).map(renderRoute),
  );
}

function controllerSettings(
  name: string,
  controller: string | undefined,
  { interfaces }: NetworkSection,
): Setting[] {
  if (controller === undefined) return [];
  const { type, bond } = interfaces[controller] ?? {};
  return [
    [type === "bond" ? "Bond" : "Bridge", controller],
    ["PrimarySlave", bond?.primary === name ? "yes" : undefined],
  ];
}

/** Whether the boot should wait for it: not for ports, nor for what has nobody on the other side */
function isAwaited(name: string, spec: Interface, section: NetworkSection): boolean {
  if (controllerOf(name, section) !== undefined || spec.type === "veth") return false;
  if (spec.type === "bridge" && portsOf(spec).length === 0) return false;
  return spec.link_local !== false || spec.dhcp !== undefined || spec.address !== undefined;
}

function mayLackCarrier({ type }: Interface): boolean {
  return type === "bridge" || type === "veth";
}

function dhcpWord(dhcp: Interface["dhcp"]): string {
  if (dhcp === undefined || dhcp === false) return "no";
  return dhcp === true ? "yes" : dhcp;
}

function linkLocalWord(linkLocal: boolean | undefined): string | undefined {
  if (linkLocal === undefined) return undefined;
  return linkLocal ? "ipv6" : "no";
}

function renderRoute({ destination, gateway, metric, source, onlink, table }: Route): UnitSection {
  return [
    "Route",
    ["Destination", destination === "default" ? undefined : destination],
    ["Gateway", gateway],
    ["GatewayOnLink", yesNo(onlink)],
    ["PreferredSource", source],
    ["Metric", metric],
    ["Table", table],
  ];
}
