import type { Interface } from "./schema.ts";

/** Why an interface of this type cannot be made, undefined when it can */
export function lacksBackend(type: Interface["type"]): string | undefined {
  if (type === "ethernet" || type === "bridge") return undefined;
  if (type.startsWith("ovs-")) {
    return `type ${type} needs Open vSwitch, for which there is no backend yet; use type bridge`;
  }
  return `type ${type} cannot be made yet; ethernet and bridge can`;
}
