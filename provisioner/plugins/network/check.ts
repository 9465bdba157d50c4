import { canonicalCidr, familyOf, isWithin, parseCidr } from "../../state/ip-address.ts";
import type { Problem } from "../../state/problem.ts";
import { fits, isPattern } from "./pattern.ts";
import { bridgeOf } from "./render.ts";
import { asList, type Interface, type NetworkSection } from "./schema.ts";

type Finding = Pick<Problem, "pointer" | "found" | "needs" | "fix">;

/** What a schema cannot say: ports that fit, gateways that can be reached, addresses that are unique */
export function checkNetwork(section: NetworkSection): Problem[] {
  const findings = Object.entries(section.interfaces).flatMap(([name, spec]) => [
    ...checkAddresses(name, spec),
    ...checkGateways(name, spec),
    ...checkController(name, spec, section),
    ...checkPorts(name, spec, section),
    ...checkBeingPort(name, spec, section),
  ]);
  return [...findings, ...checkDuplicates(section)].map(finding => ({ stage: "plan", ...finding }));
}

function at(name: string, key: string): string {
  return `/interfaces/${name}/${key}`;
}

function checkAddresses(name: string, { address, gateway, dns }: Interface): Finding[] {
  const bad = (key: string, values: readonly string[], needs: string, fix: string): Finding[] =>
    values.map(value => ({ pointer: at(name, key), found: value, needs, fix }));
  const bare = "an IPv4 or IPv6 address";
  return [
    ...bad(
      "address",
      asList(address).filter(value => !parseCidr(value)),
      "an IPv4 or IPv6 address with its prefix length",
      'write it as "192.168.1.100/24"',
    ),
    ...bad(
      "gateway",
      asList(gateway).filter(value => !familyOf(value)),
      bare,
      'write it as "192.168.1.1"',
    ),
    ...bad(
      "dns",
      asList(dns).filter(value => !familyOf(value)),
      bare,
      'write it as "9.9.9.9"',
    ),
  ];
}

function checkGateways(name: string, { address, gateway, dhcp }: Interface): Finding[] {
  const networks = asList(address).flatMap(value => parseCidr(value) ?? []);
  return asList(gateway)
    .filter(router => familyOf(router) && !networks.some(network => isWithin(router, network)))
    .filter(router => !router.toLowerCase().startsWith("fe80:")) // a link-local router is on every IPv6 link
    .map(router => ({
      pointer: at(name, "gateway"),
      found: `${router}, which is in no network of ${name}`,
      needs: "a gateway in the network of one of the interface's addresses",
      fix: dhcp
        ? "take the gateway out: DHCP brings it"
        : "correct the gateway, or the address with its prefix length",
    }));
}

function checkController(name: string, { controller }: Interface, { interfaces }: NetworkSection): Finding[] {
  // normalise has moved every controller that exists into bridge_ports
  if (controller === undefined) return [];
  return [
    {
      pointer: at(name, "controller"),
      found: `${controller}, which is ${controller in interfaces ? "no bridge" : "no interface of the document"}`,
      needs: "the name of a bridge in plugins.network.interfaces",
      fix: `add an interface ${controller} of type bridge, or take the controller out`,
    },
  ];
}

function checkPorts(name: string, spec: Interface, { interfaces }: NetworkSection): Finding[] {
  const ports = spec.bridge_ports ?? [];
  const pointer = at(name, "bridge_ports");
  if (ports.length > 0 && spec.type !== "bridge" && spec.type !== "ovs-bridge") {
    const fix = "set type to bridge, or take bridge_ports out";
    return [
      { pointer, found: `ports on an interface of type ${spec.type}`, needs: "ports on a bridge only", fix },
    ];
  }
  const wrong = ports.filter(port => fits(name, port) || catchesOther(port, interfaces));
  return wrong.map(port => ({
    pointer,
    found: `port ${port}, which ${fits(name, port) ? "is the bridge itself" : "also fits another bridge"}`,
    needs: "ports that are hardware, or virtual links that are no bridge",
    fix: isPattern(port) ? 'use a narrower pattern such as "en*"' : `take ${port} out of bridge_ports`,
  }));
}

function catchesOther(port: string, interfaces: NetworkSection["interfaces"]): boolean {
  return Object.entries(interfaces).some(([name, { type }]) => type.endsWith("bridge") && fits(name, port));
}

function checkBeingPort(name: string, spec: Interface, section: NetworkSection): Finding[] {
  const bridges = Object.keys(section.interfaces).filter(
    bridge => bridge !== name && section.interfaces[bridge]?.bridge_ports?.includes(name),
  );
  const findings: Finding[] = [];
  if (bridges.length > 1) {
    findings.push({
      pointer: `/interfaces/${name}`,
      found: `${name} as a port of ${bridges.join(" and ")}`,
      needs: "each link as a port of one bridge",
      fix: `take ${name} out of the bridge_ports of all but one`,
    });
  }
  const key = spec.dhcp ? "dhcp" : "address";
  if (bridgeOf(name, section) !== undefined && (spec.dhcp || asList(spec.address).length > 0)) {
    findings.push({
      pointer: at(name, key),
      found: `an address on ${name}, which is a port of ${bridges[0] ?? name}`,
      needs: "the address on the bridge: a port has none",
      fix: `move ${key} to ${bridges[0] ?? "the bridge"}`,
    });
  }
  return findings;
}

function checkDuplicates({ interfaces }: NetworkSection): Finding[] {
  const seen = new Map<string, string>();
  const findings: Finding[] = [];
  const note = (
    key: string,
    name: string,
    pointer: string,
    found: string,
    needs: string,
    fix: string,
  ): void => {
    const before = seen.get(key);
    if (before !== undefined)
      findings.push({ pointer, found: `${found}, which ${before} has too`, needs, fix });
    else seen.set(key, name);
  };
  for (const [name, spec] of Object.entries(interfaces)) {
    for (const address of asList(spec.address)) {
      const key = canonicalCidr(address).split("/")[0] ?? address;
      note(
        key,
        name,
        at(name, "address"),
        address,
        "each address on one interface",
        `give ${name} another address`,
      );
    }
    for (const port of (spec.bridge_ports ?? []).filter(port => !(port in interfaces))) {
      const fix = "take it out of the bridge_ports of all but one";
      note(
        `port ${port}`,
        name,
        at(name, "bridge_ports"),
        `port ${port}`,
        "each link as a port of one bridge",
        fix,
      );
    }
  }
  return findings;
}
