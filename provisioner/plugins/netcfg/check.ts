import { isObject } from "../../host/json.ts";
import type { StateDocument } from "../../state/document.ts";
import { familyOf, parseCidr } from "../../state/ip-address.ts";
import type { Problem } from "../../state/problem.ts";
import { matchedNameProblems } from "../matched-links.ts";
import type { NetcfgSection, Route, RoutingRule } from "./schema.ts";

/** What a schema cannot say: addresses that are none, families that do not go together, two names for one machine */
export function checkNetcfg(section: NetcfgSection, document: StateDocument): Problem[] {
  const { routing = [], routing_rules = [], dns = {} } = section;
  return [
    ...routing.flatMap((route, index) => checkRoute(route, `/routing/${index}`)),
    ...routing_rules.flatMap((rule, index) => checkRule(rule, `/routing_rules/${index}`)),
    ...routing.flatMap((route, index) =>
      matchedNameProblems(route.interface, `/routing/${index}/interface`, document),
    ),
    ...routing_rules.flatMap((rule, index) =>
      matchedNameProblems(rule.interface, `/routing_rules/${index}/interface`, document),
    ),
    ...checkLoopback(routing_rules, document),
    ...(dns.servers ?? []).flatMap((server, index) => addressProblem(server, `/dns/servers/${index}`)),
    ...checkHostname(dns.hostname, document),
  ];
}

function checkRoute({ destination, gateway, source }: Route, at: string): Problem[] {
  const wrong = [
    ...(destination === "default" ? [] : networkProblem(destination, `${at}/destination`)),
    ...(gateway === undefined ? [] : addressProblem(gateway, `${at}/gateway`)),
    ...(source === undefined ? [] : addressProblem(source, `${at}/source`)),
  ];
  if (wrong.length > 0) return wrong;
  const ends = [destination === "default" ? undefined : destination, gateway, source];
  const mixed = mixedFamilies(ends, `${at}/destination`);
  if (mixed.length > 0 || destination !== "default" || gateway !== undefined) return mixed;
  return [
    problem(
      `${at}/destination`,
      "default without a gateway",
      "a gateway, which says whether IPv4 or IPv6 is meant",
      'add a gateway, or write "0.0.0.0/0" or "::/0"',
    ),
  ];
}

function checkRule({ from, to, family }: RoutingRule, at: string): Problem[] {
  const ends = { from, to };
  const wrong = (["from", "to"] as const).flatMap(key => {
    const network = ends[key];
    return network === undefined ? [] : networkProblem(network, `${at}/${key}`);
  });
  if (wrong.length > 0) return wrong;
  const mixed = mixedFamilies([from, to], `${at}/to`);
  const said = [from, to].find(network => network !== undefined);
  if (mixed.length > 0 || family === undefined || said === undefined || familyOfNetwork(said) === family)
    return mixed;
  return [
    problem(
      `${at}/family`,
      family,
      "the family that from and to have",
      "take family out: from and to say it already",
    ),
  ];
}

function mixedFamilies(networks: readonly (string | undefined)[], pointer: string): Problem[] {
  const families = new Set(
    networks.flatMap(network => (network === undefined ? [] : familyOfNetwork(network))),
  );
  if (families.size < 2) return [];
  return [problem(pointer, "IPv4 and IPv6 in one entry", "one family", "write one entry for each family")];
}

function familyOfNetwork(network: string): string | undefined {
  return familyOf(network.split("/")[0] ?? "");
}

function networkProblem(network: string, pointer: string): Problem[] {
  const valid = network.includes("/") ? parseCidr(network) : familyOf(network);
  if (valid !== undefined) return [];
  return [
    problem(
      pointer,
      network,
      "an IPv4 or IPv6 address, or a network with its prefix length",
      'write it as "10.0.0.0/8" or "fd00::/8"',
    ),
  ];
}

function addressProblem(address: string, pointer: string): Problem[] {
  if (familyOf(address) !== undefined) return [];
  return [problem(pointer, address, "an IPv4 or IPv6 address", 'write it as "192.168.1.254" or "fd00::1"')];
}

/** networkd takes one .network file for a link */
function checkLoopback(rules: readonly RoutingRule[], { plugins }: StateDocument): Problem[] {
  const network = plugins["network"];
  const interfaces = isObject(network) ? network["interfaces"] : undefined;
  if (rules.length === 0 || !isObject(interfaces) || !("lo" in interfaces)) return [];
  return [
    problem(
      "/routing_rules",
      "routing rules, while plugins.network configures lo, the link that they are kept with",
      "one of both",
      "give the addresses of lo to a link of type dummy",
    ),
  ];
}

/** `bootstrap.hostname` and this are the same name; the identity plugin holds it */
function checkHostname(hostname: string | undefined, { bootstrap }: StateDocument): Problem[] {
  const other = bootstrap?.["hostname"];
  if (hostname === undefined || other === undefined || other === hostname) return [];
  return [
    problem(
      "/dns/hostname",
      `${hostname}, while bootstrap.hostname is ${String(other)}`,
      "one name for one machine",
      "take one of them out, or make them the same",
    ),
  ];
}

function problem(pointer: string, found: string, needs: string, fix: string): Problem {
  return { stage: "plan", pointer, found, needs, fix };
}
