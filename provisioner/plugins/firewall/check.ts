import type { StateDocument } from "../../state/document.ts";
import type { Problem } from "../../state/problem.ts";
import { matchedNameProblems } from "../matched-links.ts";
import { addressMatches, portsOf } from "./chains.ts";
import { checkAdmission } from "./check-admission.ts";
import { familyOfNetwork } from "./match.ts";
import type { Masquerade, PortForward } from "./nat-schema.ts";
import type { FirewallSection, Rule } from "./schema.ts";

/** What a schema cannot say: ports of a protocol without ports, ranges upside down, a firewall that locks out */
export function checkFirewall(section: FirewallSection, document: StateDocument): Problem[] {
  const { rules = [], nat = {} } = section;
  return [
    ...rules.flatMap(checkRule),
    ...(nat.masquerade ?? []).flatMap((entry, index) => checkEnds(entry, `/nat/masquerade/${index}`)),
    ...(nat.port_forward ?? []).flatMap(checkForward),
    ...checkAdmission(section, document),
    ...checkNames(section, document),
  ];
}

function checkNames({ rules = [], nat = {} }: FirewallSection, document: StateDocument): Problem[] {
  const named = (link: string | undefined, pointer: string) => matchedNameProblems(link, pointer, document);
  return [
    ...rules.flatMap((rule, index) => [
      ...named(rule.interface, `/rules/${index}/interface`),
      ...named(rule.out_interface, `/rules/${index}/out_interface`),
    ]),
    ...(["masquerade", "port_forward"] as const).flatMap(kind =>
      (nat[kind] ?? []).flatMap((entry, index) => named(entry.interface, `/nat/${kind}/${index}/interface`)),
    ),
  ];
}

function checkRule(rule: Rule, index: number): Problem[] {
  const at = `/rules/${index}`;
  return [
    ...checkProtocol(rule, at),
    ...checkPorts(rule, at),
    ...checkEnds(rule, at),
    ...checkLinks(rule, at),
  ];
}

function checkForward(forward: PortForward, index: number): Problem[] {
  const at = `/nat/port_forward/${index}`;
  return [...checkPorts(forward, at), ...checkEnds(forward, at), ...checkTarget(forward, at)];
}

const withPorts: readonly (string | undefined)[] = [undefined, "tcp", "udp", "sctp", "any"];

function checkProtocol(rule: Rule, at: string): Problem[] {
  if (portsOf(rule).length === 0 || withPorts.includes(rule.proto)) return [];
  return [
    problem(
      `${at}/proto`,
      `${rule.proto} together with a port`,
      "tcp, udp, sctp or any, or no port",
      "take the port out, or set proto to tcp or udp",
    ),
  ];
}

function checkPorts(entry: Pick<Rule, "port" | "ports">, at: string): Problem[] {
  return portsOf(entry)
    .filter(port => !isPortOrRange(port))
    .map(port =>
      problem(
        `${at}/${entry.port === undefined ? "ports" : "port"}`,
        port,
        "ports from 1 to 65535, the lower end of a range first",
        'write a port such as 22, or a range such as "8000-8010"',
      ),
    );
}

function isPortOrRange(text: string): boolean {
  const [low = 0, high = low] = text.split("-").map(Number);
  return low >= 1 && low <= high && high <= 65535 && !(text.includes("-") && low === high);
}

function checkEnds(entry: Rule | Masquerade | PortForward, at: string): Problem[] {
  const destination = "destination" in entry ? entry.destination : undefined;
  const ends = { source: entry.source, destination };
  const wrong = (["source", "destination"] as const).flatMap(end =>
    [ends[end] ?? []]
      .flat()
      .filter(network => familyOfNetwork(network) === undefined)
      .map(network =>
        problem(
          `${at}/${end}`,
          network,
          "an IPv4 or IPv6 address, or a network with its prefix length",
          'write it as "192.168.1.0/24" or "fd00::/8"',
        ),
      ),
  );
  if (wrong.length > 0 || addressMatches(ends).length > 0) return wrong;
  return [
    problem(
      `${at}/destination`,
      "a destination of another family than the source",
      "both of IPv4 or both of IPv6",
      "no packet has both; make them the same family",
    ),
  ];
}

function checkLinks({ direction, interface: link, out_interface: out }: Rule, at: string): Problem[] {
  if (out === undefined) return [];
  const pointer = `${at}/out_interface`;
  if (direction === undefined || direction === "input")
    return [
      problem(
        pointer,
        "out_interface for packets that stay here",
        "direction forward or output",
        "write interface, or set direction to forward or output",
      ),
    ];
  if (direction === "forward" || link === undefined) return [];
  return [
    problem(
      pointer,
      "interface and out_interface for packets that only go out",
      "one of them",
      "take one of them out",
    ),
  ];
}

function checkTarget(forward: PortForward, at: string): Problem[] {
  const { to, to_port, source, destination } = forward;
  if (to === undefined && to_port === undefined)
    return [
      problem(
        at,
        "a forwarded port that leads nowhere",
        "to, to_port or both",
        'add "to": "10.0.3.10", or "to_port" for another port of this machine',
      ),
    ];
  if (to === undefined) return [];
  const family = familyOfNetwork(to);
  const ends = [source ?? [], destination ?? []].flat();
  if (family !== undefined && (ends.length === 0 || ends.every(end => familyOfNetwork(end) === family)))
    return [];
  return [
    problem(
      `${at}/to`,
      to,
      "an address of the family that source and destination have",
      "write one entry for IPv4 and one for IPv6",
    ),
  ];
}

function problem(pointer: string, found: string, needs: string, fix: string): Problem {
  return { stage: "plan", pointer, found, needs, fix };
}
