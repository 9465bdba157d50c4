import type { Interface } from "./schema.ts";

/** What makes interfaces on this machine, and the kinds that it can make; Open vSwitch will be another entry */
const backends: Readonly<Record<string, readonly Interface["type"][]>> = {
  "systemd-networkd": ["ethernet", "bridge", "bond", "vlan", "veth", "dummy"],
};

/** Why an interface of this type cannot be made, undefined when it can */
export function lacksBackend(type: Interface["type"]): string | undefined {
  const kinds = Object.values(backends).flat();
  if (kinds.includes(type)) return undefined;
  return `type ${type} needs Open vSwitch, for which there is no backend yet; there are ${kinds.join(", ")}`;
}
