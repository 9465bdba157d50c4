import { canonicalCidr } from "../../state/ip-address.ts";
import { at, type Finding } from "./finding.ts";
import { asList, type NetworkSection } from "./schema.ts";
import { portsOf } from "./topology.ts";

/** Each address on one interface, each link as a port once, each VLAN of a link once */
export function checkDuplicates({ interfaces }: NetworkSection): Finding[] {
  const seen = new Map<string, string>();
  const once = (key: string, name: string, finding: Finding): Finding[] => {
    const before = seen.get(key);
    if (before === undefined) seen.set(key, name);
    return before === undefined ? [] : [{ ...finding, found: `${finding.found}, which ${before} has too` }];
  };
  return Object.entries(interfaces).flatMap(([name, spec]) => [
    ...asList(spec.address).flatMap(address =>
      once(canonicalCidr(address).split("/")[0] ?? address, name, {
        pointer: at(name, "address"),
        found: address,
        needs: "each address on one interface",
        fix: `give ${name} another address`,
      }),
    ),
    ...portsOf(spec)
      .filter(port => !(port in interfaces))
      .flatMap(port =>
        once(`port ${port}`, name, {
          pointer: at(name, spec.type === "bond" ? "bond_ports" : "bridge_ports"),
          found: `port ${port}`,
          needs: "each link as a port of one bridge or bond",
          fix: "take it out of the ports of all but one",
        }),
      ),
    ...(spec.vlan === undefined
      ? []
      : once(`vlan ${spec.vlan.id} ${spec.vlan.protocol ?? "802.1Q"} ${spec.vlan.link}`, name, {
          pointer: at(name, "vlan/id"),
          found: `VLAN ${spec.vlan.id} of ${spec.vlan.link}`,
          needs: "each VLAN of a link once",
          fix: `give ${name} another id`,
        })),
  ]);
}
