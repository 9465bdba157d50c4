import { lacksBackend } from "./backend.ts";
import { at, type Finding } from "./finding.ts";
import { fits, isPattern } from "./pattern.ts";
import { asList, type Interface, type NetworkSection } from "./schema.ts";
import { controllerOf, portsOf } from "./topology.ts";

/** Ports on what has ports, each of one bridge or bond and without addresses */
export function checkPorts(name: string, spec: Interface, section: NetworkSection): Finding[] {
  return [
    ...checkController(name, spec, section),
    ...(["bridge_ports", "bond_ports"] as const).flatMap(key => checkOwnPorts(name, key, spec, section)),
    ...checkControllers(name, section),
    ...checkAsPort(name, spec, section),
  ];
}

function checkController(name: string, { controller }: Interface, { interfaces }: NetworkSection): Finding[] {
  // normalise has moved every controller that exists to the ports there
  if (controller === undefined) return [];
  return [
    {
      pointer: at(name, "controller"),
      found: `${controller}, which is ${controller in interfaces ? "no bridge or bond" : "no interface of the document"}`,
      needs: "the name of a bridge or bond in plugins.network.interfaces",
      fix: `add an interface ${controller} of type bridge, or take the controller out`,
    },
  ];
}

function checkOwnPorts(
  name: string,
  key: "bridge_ports" | "bond_ports",
  spec: Interface,
  { interfaces }: NetworkSection,
): Finding[] {
  const ports = spec[key] ?? [];
  const kind = key === "bond_ports" ? "bond" : "bridge";
  const pointer = at(name, key);
  if (ports.length > 0 && !spec.type.endsWith(kind)) {
    const fix = `set type to ${kind}, or take ${key} out`;
    return [
      {
        pointer,
        found: `ports on an interface of type ${spec.type}`,
        needs: `${key} on a ${kind} only`,
        fix,
      },
    ];
  }
  const wrong = ports.filter(port => fits(name, port) || catchesOther(port, kind, interfaces));
  return wrong.map(port => ({
    pointer,
    found: `port ${port}, which ${fits(name, port) ? `is the ${kind} itself` : `also fits another ${kind}`}`,
    needs: `ports that are hardware, or virtual links that are no ${kind}`,
    fix: isPattern(port) ? 'use a narrower pattern such as "en*"' : `take ${port} out of ${key}`,
  }));
}

function catchesOther(port: string, kind: string, interfaces: NetworkSection["interfaces"]): boolean {
  return Object.entries(interfaces).some(([name, { type }]) => type.endsWith(kind) && fits(name, port));
}

function checkControllers(name: string, { interfaces }: NetworkSection): Finding[] {
  const controllers = Object.entries(interfaces)
    .filter(([other, spec]) => other !== name && portsOf(spec).includes(name))
    .map(([other]) => other);
  if (controllers.length < 2) return [];
  return [
    {
      pointer: `/interfaces/${name}`,
      found: `${name} as a port of ${controllers.join(" and ")}`,
      needs: "each link as a port of one bridge or bond",
      fix: `take ${name} out of the ports of all but one`,
    },
  ];
}

function checkAsPort(name: string, spec: Interface, section: NetworkSection): Finding[] {
  const controller = controllerOf(name, section);
  const parent = controller === undefined ? undefined : section.interfaces[controller];
  if (controller === undefined || parent === undefined) return [];
  const findings: Finding[] = [];
  const key = spec.dhcp ? "dhcp" : "address";
  if (spec.dhcp || asList(spec.address).length > 0) {
    findings.push({
      pointer: at(name, key),
      found: `an address on ${name}, which is a port of ${controller}`,
      needs: `the address on the ${parent.type}: a port has none`,
      fix: `move ${key} to ${controller}`,
      // nothing comes of it as long as nothing can be made of it; older documents have both
      ...(lacksBackend(parent.type) === undefined ? {} : { severity: "warning" as const }),
    });
  }
  if (parent.type === "bond" && spec.mtu !== undefined && spec.mtu !== parent.mtu) {
    findings.push({
      pointer: at(name, "mtu"),
      found: `MTU ${spec.mtu} on ${name}, a port of the bond ${controller}`,
      needs: "the MTU on the bond, which gives it to its ports",
      fix: `move mtu to ${controller}`,
    });
  }
  return findings;
}
