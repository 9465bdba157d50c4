import type { Host } from "../../host/host.ts";
import { isObject } from "../../host/json.ts";
import { canonicalAddress, canonicalCidr, familyOf, isWithin, parseCidr } from "../../state/ip-address.ts";
import type { Route, RoutingRule } from "./schema.ts";

/** A route or a rule in ip's own words, those after `add` and `del`: one spelling for what is meant and for what is there */
export interface Entry {
  family: "-4" | "-6";
  object: "route" | "rule";
  words: readonly string[];
}

/** One route of the kernel; `ours` to change: neither its own nor DHCP's nor a router's */
export interface KernelRoute {
  destination: string;
  gateway?: string | undefined;
  link: string;
  metric?: number | undefined;
  source?: string | undefined;
  onlink?: boolean | undefined;
  /** One of several ways to the same network; who set which of them the kernel does not say */
  shared?: boolean;
  table: number;
}

/** One rule of the kernel */
export interface KernelRule {
  family: Entry["family"];
  priority: number;
  from?: string | undefined;
  to?: string | undefined;
  link?: string | undefined;
  mark?: number | undefined;
  /** networkd set it, or somebody who says as much */
  isStatic?: boolean;
  table: number;
}

/** Numbers of <linux/rtnetlink.h>; what is called by which name an administrator may change */
const tables = { default: 253, main: 254, local: 255 } as const;
const staticProtocols = ["3", "4"];
const families = ["-4", "-6"] as const;

/** The number of a routing table */
export function tableNumber(table: Route["table"]): number {
  if (typeof table === "number") return table;
  return tables[table ?? "main"];
}

/** Routes that somebody set */
export async function readRoutes(host: Host): Promise<KernelRoute[]> {
  const answers = await Promise.all(
    families.map(async family => {
      const { stdout } = await host.run("ip", ["-j", "-N", "-d", family, "route", "show", "table", "all"]);
      return listOf(stdout)
        .flatMap(entry => (family === "-6" ? waysOf(entry) : [entry]))
        .filter(({ dev, protocol }) => typeof dev === "string" && staticProtocols.includes(String(protocol)))
        .map(entry => toRoute(entry, family));
    }),
  );
  return answers.flat();
}

/**
 * IPv6 routes with the same network and metric are listed as one with several ways, which has the protocol of the first: a
 * static one beside a router's looks like the router's
 */
function waysOf(entry: Record<string, unknown>): Record<string, unknown>[] {
  const { nexthops, ...rest } = entry;
  if (!Array.isArray(nexthops)) return [entry];
  return nexthops
    .filter(isObject)
    .map(way => ({ ...rest, ...way, protocol: staticProtocols[0], shared: true }));
}

/** What is said of a rule here; one with more (not, oif, fwmask, suppress_prefixlen) means something else, and is another's */
const modelled = "priority src srclen dst dstlen iif iif_detached fwmark table protocol".split(" ");

/** Every rule but the three that the kernel begins with */
export async function readRules(host: Host): Promise<KernelRule[]> {
  const answers = await Promise.all(
    families.map(async family => {
      const { stdout } = await host.run("ip", ["-j", "-N", "-d", family, "rule", "show"]);
      return listOf(stdout)
        .filter(({ protocol, table }) => protocol !== "2" && table !== undefined)
        .filter(entry => Object.keys(entry).every(key => modelled.includes(key)))
        .map(entry => toRule(entry, family));
    }),
  );
  return answers.flat();
}

/** Whether a route of the kernel is the one that the document means: networkd takes 10.1.2.3/8 for 10.0.0.0/8 */
export function isRoute(route: Route, kernel: KernelRoute): boolean {
  const { gateway, metric, source } = route;
  return (
    kernel.link === route.interface &&
    kernel.table === tableNumber(route.table) &&
    leadsTo(route, kernel) &&
    kernel.gateway === (gateway === undefined ? undefined : canonicalAddress(gateway)) &&
    (metric === undefined || kernel.metric === metric) &&
    (source === undefined || kernel.source === canonicalAddress(source))
  );
}

/** The kernel's rules that an entry means: one, or one for each family */
export function rulesOf({
  priority,
  from,
  to,
  interface: link,
  mark,
  family,
  table,
}: RoutingRule): KernelRule[] {
  const said = [from, to].find(network => network !== undefined);
  const wanted = said === undefined ? (family ?? "ipv4") : familyOf(said.split("/")[0] ?? "");
  return families
    .filter(option => wanted === "both" || wanted === (option === "-4" ? "ipv4" : "ipv6"))
    .map(option => ({
      family: option,
      priority,
      from: from && networkOf(from, option),
      to: to && networkOf(to, option),
      link,
      mark,
      table: tableNumber(table),
    }));
}

/** Whether two rules are the same one */
export function isSameRule(one: KernelRule, other: KernelRule): boolean {
  return ruleEntry(one).words.join(" ") === ruleEntry(other).words.join(" ") && one.family === other.family;
}

/** A route in the words that add and delete it */
export function routeEntry(route: KernelRoute): Entry {
  const { destination, gateway, link, metric, source, onlink, table } = route;
  const words = [
    destination,
    ...(gateway === undefined ? [] : ["via", gateway]),
    ...["dev", link, "table", String(table)],
    ...(metric === undefined ? [] : ["metric", String(metric)]),
    ...(source === undefined ? [] : ["src", source]),
    ...(onlink ? ["onlink"] : []),
  ];
  return { family: destination.includes(":") ? "-6" : "-4", object: "route", words };
}

/** A rule in the words that add and delete it */
export function ruleEntry({ family, priority, from, to, link, mark, table }: KernelRule): Entry {
  const words = [
    ...["priority", String(priority), "from", from ?? "all"],
    ...(to === undefined ? [] : ["to", to]),
    ...(link === undefined ? [] : ["iif", link]),
    ...(mark === undefined ? [] : ["fwmark", String(mark)]),
    ...["table", String(table)],
  ];
  return { family, object: "rule", words };
}

/** Words that delete: of the rules that they fit the kernel takes the first, also one that says more; hence the protocol */
export function deleting({ family, object, words }: Entry): string[] {
  return [family, object, "del", ...words, ...(object === "rule" ? ["protocol", "4"] : [])];
}

function leadsTo({ destination, gateway }: Route, kernel: KernelRoute): boolean {
  if (destination === "default") {
    const isIpv6 = gateway !== undefined && familyOf(gateway) === "ipv6";
    return kernel.destination === (isIpv6 ? "::/0" : "0.0.0.0/0");
  }
  const option = destination.includes(":") ? "-6" : "-4";
  const [wanted, found] = [parseCidr(networkOf(destination, option)), parseCidr(kernel.destination)];
  return (
    wanted !== undefined &&
    found !== undefined &&
    wanted.prefix === found.prefix &&
    isWithin(wanted.address, found)
  );
}

function toRoute(entry: Record<string, unknown>, family: Entry["family"]): KernelRoute {
  const { dst, gateway, metric, prefsrc, table, dev, flags, shared } = entry;
  const anywhere = family === "-6" ? "::/0" : "0.0.0.0/0";
  return {
    destination: dst === "default" ? anywhere : networkOf(String(dst), family),
    gateway: typeof gateway === "string" ? canonicalAddress(gateway) : undefined,
    link: String(dev),
    metric: typeof metric === "number" ? metric : undefined,
    source: typeof prefsrc === "string" ? canonicalAddress(prefsrc) : undefined,
    table: table === undefined ? tables.main : Number(table),
    ...(Array.isArray(flags) && flags.includes("onlink") ? { onlink: true } : {}),
    ...(shared === true ? { shared } : {}),
  };
}

function toRule(entry: Record<string, unknown>, family: Entry["family"]): KernelRule {
  const { priority, src, srclen, dst, dstlen, iif, fwmark, table, protocol } = entry;
  const network = (base: unknown, length: unknown): string | undefined =>
    base === undefined || base === "all"
      ? undefined
      : networkOf(length === undefined ? String(base) : `${base}/${length}`, family);
  return {
    family,
    priority: Number(priority),
    from: network(src, srclen),
    to: network(dst, dstlen),
    link: typeof iif === "string" ? iif : undefined,
    mark: fwmark === undefined ? undefined : Number(fwmark),
    isStatic: protocol === "4",
    table: Number(table),
  };
}

/** ip leaves out the prefix length of a single address */
function networkOf(text: string, family: Entry["family"]): string {
  return canonicalCidr(text.includes("/") ? text : `${text}/${family === "-6" ? 128 : 32}`);
}

function listOf(json: string): Record<string, unknown>[] {
  const answer: unknown = json.trim() === "" ? [] : JSON.parse(json);
  return Array.isArray(answer) ? answer.filter(isObject) : [];
}
