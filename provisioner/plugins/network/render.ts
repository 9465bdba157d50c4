import { isPattern } from "./pattern.ts";
import { asList, type Interface, type NetworkSection } from "./schema.ts";

/** Where networkd reads what an administrator (or we) configured */
export const networkDirectory = "/etc/systemd/network";

const header = [
  "# Written by groundstate from plugins.network of /etc/groundstate/state.json; edits here are replaced.",
];

/** A file with its whole content */
export interface RenderedFile {
  path: string;
  content: string;
}

/** Path of the .network file that governs an interface */
export function networkFile(name: string): string {
  return `${networkDirectory}/50-groundstate-${name}.network`;
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
  const bridge = bridgeOf(name, section);
  const network = { path: networkFile(name), content: renderNetwork(name, spec, bridge) };
  return spec.type === "bridge" ? [...renderBridge(name, spec, section), network] : [network];
}

/** The bridge that names this interface as a port */
export function bridgeOf(name: string, { interfaces }: NetworkSection): string | undefined {
  return Object.keys(interfaces).find(bridge => interfaces[bridge]?.bridge_ports?.includes(name));
}

/** Ports of a bridge that have no entry, and so no file, of their own */
export function undeclaredPorts({ bridge_ports = [] }: Interface, { interfaces }: NetworkSection): string[] {
  return bridge_ports.filter(port => !(port in interfaces));
}

function renderBridge(name: string, spec: Interface, section: NetworkSection): RenderedFile[] {
  const at = (rest: string): string => `${networkDirectory}/${rest}`;
  const inheritsMac = spec.mac === undefined && (spec.bridge_ports ?? []).length > 0;
  const mac = inheritsMac ? "none" : spec.mac;
  const files = [
    {
      path: at(`50-groundstate-${name}.netdev`),
      content: unitFile(["NetDev", ["Name", name], ["Kind", "bridge"], ["MACAddress", mac]]),
    },
  ];
  if (inheritsMac) {
    // A bridge takes over a port's MAC, and so its DHCP lease, only when udev gives it none (systemd.netdev, MACAddress=)
    const content = unitFile(["Match", ["OriginalName", name]], ["Link", ["MACAddressPolicy", "none"]]);
    files.push({ path: at(`50-groundstate-${name}.link`), content });
  }
  const ports = undeclaredPorts(spec, section);
  if (ports.length > 0) {
    // 60: networkd takes the first file that fits, and an interface with an entry of its own comes before a pattern
    files.push({
      path: at(`60-groundstate-${name}-ports.network`),
      content: unitFile(
        ["Match", ["Name", ports.join(" ")], ["Kind", ports.some(isPattern) ? "!bridge" : undefined]],
        ["Link", ["RequiredForOnline", "no"]],
        ["Network", ["Bridge", name]],
      ),
    });
  }
  return files;
}

function renderNetwork(name: string, spec: Interface, bridge: string | undefined): string {
  const addresses = asList(spec.address);
  const portless = spec.type === "bridge" && (spec.bridge_ports ?? []).length === 0;
  return unitFile(
    [
      "Match",
      ["Name", spec.match ? spec.match.name : name],
      ["PermanentMACAddress", spec.match?.mac],
      ["Path", spec.match?.path],
    ],
    [
      "Link",
      ["MACAddress", spec.type === "ethernet" ? spec.mac : undefined],
      ["MTUBytes", spec.mtu],
      ["RequiredForOnline", bridge !== undefined || portless ? "no" : undefined],
    ],
    [
      "Network",
      ["Description", spec.comment],
      ["Bridge", bridge],
      ["DHCP", bridge === undefined ? dhcpWord(spec.dhcp) : undefined],
      // Without a port that is up, a bridge has no carrier, and would have no address either
      ["ConfigureWithoutCarrier", spec.type === "bridge" && addresses.length > 0 ? "yes" : undefined],
      ...addresses.map(address => ["Address", address] as const),
      ...asList(spec.gateway).map(gateway => ["Gateway", gateway] as const),
      ...asList(spec.dns).map(server => ["DNS", server] as const),
    ],
    // The lease belongs to the hardware: the same in the installer, on this machine, and on a bridge over the port
    ["DHCPv4", ["ClientIdentifier", spec.dhcp === true || spec.dhcp === "ipv4" ? "mac" : undefined]],
  );
}

function dhcpWord(dhcp: Interface["dhcp"]): string {
  if (dhcp === undefined || dhcp === false) return "no";
  return dhcp === true ? "yes" : dhcp;
}

type Setting = readonly [key: string, value: string | number | undefined];

/** systemd's own syntax; settings without a value and sections without settings are left out */
function unitFile(...sections: readonly (readonly [string, ...Setting[]])[]): string {
  const blocks = sections.flatMap(([title, ...settings]) => {
    const lines = settings
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => `${key}=${value}`);
    return lines.length > 0 ? [[`[${title}]`, ...lines].join("\n")] : [];
  });
  return `${[header.join("\n"), ...blocks].join("\n\n")}\n`;
}
