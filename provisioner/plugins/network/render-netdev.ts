import type { Interface, NetworkSection } from "./schema.ts";
import { makesPair, portsOf } from "./topology.ts";
import { type UnitSection, unitFile, yesNo } from "./unit-file.ts";

/** Content of the .netdev file by which networkd makes a virtual link; undefined for what it does not make */
export function renderNetdev(name: string, spec: Interface, section: NetworkSection): string | undefined {
  const kind = kindSection(name, spec, section);
  if (!kind) return undefined;
  const mac = inheritsMac(spec) ? "none" : spec.mac;
  return unitFile(["NetDev", ["Name", name], ["Kind", spec.type], ["MACAddress", mac]], kind);
}

/** A bridge or bond with ports takes over a port's MAC unless the document gives it one */
export function inheritsMac(spec: Interface): boolean {
  return spec.mac === undefined && portsOf(spec).length > 0;
}

function kindSection(name: string, spec: Interface, section: NetworkSection): UnitSection | undefined {
  switch (spec.type) {
    case "bridge":
      return bridgeSection(spec);
    case "bond":
      return bondSection(spec);
    case "vlan":
      return ["VLAN", ["Id", spec.vlan?.id], ["Protocol", spec.vlan?.protocol]];
    case "veth":
      return makesPair(name, spec, section) ? ["Peer", ["Name", spec.veth?.peer]] : undefined;
    case "dummy":
      return ["Dummy"];
    default:
      return undefined;
  }
}

function bridgeSection({ bridge = {} }: Interface): UnitSection {
  return [
    "Bridge",
    ["STP", yesNo(bridge.stp)],
    ["Priority", bridge.priority],
    ["VLANFiltering", yesNo(bridge.vlan_filtering)],
  ];
}

function bondSection({ bond = {} }: Interface): UnitSection {
  return [
    "Bond",
    ["Mode", bond.mode],
    ["LACPTransmitRate", bond.lacp_rate],
    ["TransmitHashPolicy", bond.hash_policy],
    // Unless it is told to look, the kernel never notices a link that went down (its bonding.rst, "miimon")
    ["MIIMonitorSec", `${bond.miimon ?? 100}ms`],
    ["UpDelaySec", milliseconds(bond.updelay)],
    ["DownDelaySec", milliseconds(bond.downdelay)],
    ["MinLinks", bond.min_links],
  ];
}

function milliseconds(value: number | undefined): string | undefined {
  return value === undefined ? undefined : `${value}ms`;
}
