import { familyOf, isWithin, parseCidr } from "../../state/ip-address.ts";
import { at, type Finding } from "./finding.ts";
import { asList, type Interface, type Route } from "./schema.ts";

/** Addresses, gateways and routes that are what they should be, and gateways that can be reached */
export function checkAddressing(name: string, spec: Interface): Finding[] {
  return [...checkAddresses(name, spec), ...checkGateways(name, spec), ...checkRoutes(name, spec)];
}

const bare = "an IPv4 or IPv6 address";

function checkAddresses(name: string, { address, gateway, dns }: Interface): Finding[] {
  const bad = (key: string, values: readonly string[], needs: string, fix: string): Finding[] =>
    values.map(value => ({ pointer: at(name, key), found: value, needs, fix }));
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

function checkGateways(name: string, spec: Interface): Finding[] {
  return asList(spec.gateway)
    .filter(router => !isReached(router, spec))
    .map(router => ({
      pointer: at(name, "gateway"),
      found: `${router}, which is in no network of ${name}`,
      needs: "a gateway in the network of one of the interface's addresses",
      fix: spec.dhcp
        ? "take the gateway out: DHCP brings it"
        : "correct the gateway, or the address with its prefix length",
    }));
}

function isReached(router: string, { address }: Interface): boolean {
  const networks = asList(address).flatMap(value => parseCidr(value) ?? []);
  // a link-local router is on every IPv6 link; what is no address at all is told elsewhere
  const isLinkLocal = router.toLowerCase().startsWith("fe80:");
  return !familyOf(router) || isLinkLocal || networks.some(network => isWithin(router, network));
}

function checkRoutes(name: string, spec: Interface): Finding[] {
  return (spec.routes ?? []).flatMap((route, index) =>
    checkRoute(route, spec).map(finding => ({
      ...finding,
      pointer: at(name, `routes/${index}/${finding.pointer}`),
    })),
  );
}

function checkRoute(route: Route, spec: Interface): Finding[] {
  const { destination, gateway, source, onlink } = route;
  const families = [
    ...(destination === "default" ? [] : [parseCidr(destination)?.family]),
    ...[gateway, source].flatMap(address => (address === undefined ? [] : [familyOf(address)])),
  ];
  if (families.includes(undefined)) return [notAddresses(route)];
  const findings: Finding[] = [];
  if (new Set(families).size > 1)
    findings.push({
      pointer: "gateway",
      found: `${destination} by ${gateway ?? source}, of two families`,
      needs: "destination, gateway and source of one family",
      fix: "write a route for each family",
    });
  if (destination === "default" && gateway === undefined)
    findings.push({
      pointer: "destination",
      found: "a default route without a gateway",
      needs: "the gateway, which also says the family",
      fix: 'add the gateway, or write "0.0.0.0/0" or "::/0" for a route out of the link itself',
    });
  // with DHCP the networks are not known
  if (gateway !== undefined && !onlink && !spec.dhcp && !spec.accept_ra && !isReached(gateway, spec))
    findings.push({
      pointer: "gateway",
      found: `${gateway}, which is in no network of the interface`,
      needs: "a gateway in the network of one of the interface's addresses",
      fix: "correct the gateway, or add onlink: true when it is reached all the same",
    });
  return findings;
}

function notAddresses({ destination, gateway, source }: Route): Finding {
  const isBad = (address: string | undefined): boolean => address !== undefined && !familyOf(address);
  if (isBad(gateway))
    return { pointer: "gateway", found: String(gateway), needs: bare, fix: 'write it as "192.168.1.1"' };
  if (isBad(source))
    return { pointer: "source", found: String(source), needs: bare, fix: 'write it as "192.168.1.2"' };
  const needs = 'a network with its prefix length, or "default"';
  return { pointer: "destination", found: destination, needs, fix: 'write it as "10.0.0.0/8"' };
}
