import type { Interface, NetworkSection } from "./schema.ts";

/** The section without what it wants away */
export function presentOf({ interfaces }: NetworkSection): NetworkSection {
  const entries = Object.entries(interfaces).filter(([, { state }]) => state !== "absent");
  return { interfaces: Object.fromEntries(entries) };
}

/** Whether an interface is made by us, and no hardware */
export function isVirtual({ type }: Interface): boolean {
  return type !== "ethernet";
}

/** What a bridge or a bond is to be made of; names and patterns */
export function portsOf({ bridge_ports = [], bond_ports = [] }: Interface): readonly string[] {
  return [...bridge_ports, ...bond_ports];
}

/** Ports that have no entry, and so no file, of their own */
export function undeclaredPorts(spec: Interface, { interfaces }: NetworkSection): string[] {
  return portsOf(spec).filter(port => !(port in interfaces));
}

/** The ports of an interface that have an entry of their own */
export function declaredPorts(name: string, { interfaces }: NetworkSection): string[] {
  const spec = interfaces[name];
  return spec ? portsOf(spec).filter(port => port in interfaces) : [];
}

/** The bridge or bond that names this interface as a port */
export function controllerOf(name: string, { interfaces }: NetworkSection): string | undefined {
  return Object.keys(interfaces)
    .sort()
    .find(other => {
      const spec = interfaces[other];
      return other !== name && spec !== undefined && portsOf(spec).includes(name);
    });
}

/** The VLANs that an interface carries */
export function vlansOn(name: string, { interfaces }: NetworkSection): string[] {
  const carried = Object.entries(interfaces).filter(([, { vlan }]) => vlan?.link === name);
  return carried.map(([vlan]) => vlan).sort();
}

/** Of a pair whose two ends have an entry, one makes both */
export function makesPair(name: string, { veth }: Interface, { interfaces }: NetworkSection): boolean {
  return veth !== undefined && (!(veth.peer in interfaces) || name < veth.peer);
}

/** Ends of pairs without an entry of their own: they come with the other end */
export function loosePeers({ interfaces }: NetworkSection): string[] {
  const peers = Object.values(interfaces).flatMap(({ veth }) => veth?.peer ?? []);
  return peers.filter(peer => !(peer in interfaces));
}

/** What has to be there before an interface: the ports and the link that are entries themselves, or come with one */
export function below(name: string, { interfaces }: NetworkSection): string[] {
  const spec = interfaces[name];
  if (!spec) return [];
  const needed = [...portsOf(spec), ...(spec.vlan ? [spec.vlan.link] : [])];
  const entries = needed.flatMap(other => (other in interfaces ? other : makersOfEnd(other, interfaces)));
  return [...new Set(entries)].sort();
}

function makersOfEnd(peer: string, interfaces: NetworkSection["interfaces"]): string[] {
  return Object.keys(interfaces).filter(name => interfaces[name]?.veth?.peer === peer);
}

/** All names in an order in which each comes after what is below it */
export function fromBelow(section: NetworkSection): string[] {
  const ordered = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) return;
    for (const other of below(name, section)) visit(other, [...path, name]);
    ordered.add(name);
  };
  for (const name of Object.keys(section.interfaces).sort()) visit(name, []);
  return [...ordered];
}

/** A way from an interface down to itself again, undefined when there is none */
export function circle(name: string, section: NetworkSection): string[] | undefined {
  const search = (at: string, path: readonly string[]): string[] | undefined => {
    for (const other of below(at, section)) {
      if (other === name) return [...path, at, name];
      if (path.includes(other)) continue;
      const found = search(other, [...path, at]);
      if (found) return found;
    }
    return undefined;
  };
  return search(name, []);
}
