import type { RunResult } from "../../host/run.ts";
import { isWithin, parseCidr } from "../../state/ip-address.ts";

/** A route of the modelled kernel, in ip's words; a default one unless it says where it leads */
export interface ModelledRoute {
  dst?: string;
  gateway?: string;
  metric?: number;
  prefsrc?: string;
  onlink?: boolean;
  protocol?: string;
}

/** A link of the modelled kernel */
export interface ModelledLink {
  kind?: string;
  /** What carries a VLAN, the other end of a pair */
  lower?: string;
  /** What its kind is set to */
  settings?: Record<string, string | number>;
  master?: string;
  down?: true;
  mtu: number;
  mac: string;
  addresses: string[];
  leased: string[];
  routes: ModelledRoute[];
  /** The file by which networkd configured it, the addresses that it gave it, and what it read */
  file?: string;
  given?: string[];
  read?: string;
}

type Links = Record<string, ModelledLink>;

const lifetime = { valid_life_time: 3600, preferred_life_time: 1800 };
const protocolNumbers: Readonly<Record<string, string>> = { static: "4", ra: "9", dhcp: "16" };

/** An ethernet link that nobody has configured */
export function hardware(more: Partial<ModelledLink> = {}): ModelledLink {
  return { mtu: 1500, mac: "52:54:00:00:00:01", addresses: [], leased: [], routes: [], ...more };
}

/** Takes a link away; with it go its VLANs and the other end of its pair, and its ports are free */
export function deleteLink(links: Links, name: string): void {
  delete links[name];
  for (const [other, link] of Object.entries(links)) {
    if (link.master === name) delete link.master;
    if (link.lower === name) deleteLink(links, other);
  }
}

/** What ip answers, and does */
export function ip(links: Links, tentative: Set<string>, args: readonly string[]): Partial<RunResult> {
  const words = args.filter(word => !word.startsWith("-"));
  const [object, verb, ...rest] = words;
  if (verb === "show") return { stdout: JSON.stringify(show(links, args, object)) };
  if (object === "link" && verb === "add") return addVlan(links, rest);
  const link = links[rest[rest.indexOf("dev") + 1] ?? ""];
  if (!link) return { exit: 1, stderr: "Cannot find device" };
  if (object === "address") {
    link.addresses = link.addresses.filter(address => address !== rest[0]);
    const list = rest.includes("valid_lft") ? link.leased : link.addresses;
    if (verb === "replace") list.push(rest[0] ?? "");
    if (verb === "replace" && rest[0]?.includes(":")) tentative.add(rest[0].replace(/\/.*/, ""));
  }
  if (object === "route") return changeRoute(link, tentative, verb, rest);
  return object === "link" ? setLink(links, link, rest.slice(2)) : {};
}

function addVlan(
  links: Links,
  [, lower = "", , name = "", , kind = "", , protocol = "", , id]: string[],
): Partial<RunResult> {
  if (!(lower in links) || name in links) return { exit: 2, stderr: "RTNETLINK answers: File exists" };
  links[name] = hardware({ kind, lower, mac: "02:00:00:00:00:01", settings: { id: Number(id), protocol } });
  return {};
}

function setLink(links: Links, link: ModelledLink, [key, value = "", ...more]: string[]): Partial<RunResult> {
  if (key === "master" && links[value]?.kind === "bond" && !link.down)
    return { exit: 2, stderr: "Error: Device can not be enslaved while up." };
  if (key === "master") link.master = value;
  if (key === "nomaster") delete link.master;
  if (key === "mtu") link.mtu = Number(value);
  if (key === "address") link.mac = value;
  if (key === "down") link.down = true;
  if (key === "up" || key === "master") delete link.down;
  if (key === "type" && link.kind === "bond" && more.includes("mode"))
    return { exit: 2, stderr: "RTNETLINK answers: Directory not empty" };
  if (key === "type") link.settings = { ...link.settings, ...pairs(more) };
  return {};
}

function pairs([key, value, ...rest]: string[]): Record<string, string | number> {
  if (key === undefined || value === undefined) return {};
  return { [key]: /^[0-9]+$/.test(value) ? Number(value) : value, ...pairs(rest) };
}

/** The kernel takes a gateway that it can reach, or one said to be on the link; one route for each destination and metric */
function changeRoute(
  link: ModelledLink,
  tentative: ReadonlySet<string>,
  verb: string | undefined,
  words: readonly string[],
): Partial<RunResult> {
  const after = (word: string): string | undefined =>
    words.includes(word) ? words[words.indexOf(word) + 1] : undefined;
  const [dst] = words;
  const gateway = after("via");
  const metric = after("metric");
  const prefsrc = after("src");
  const onlink = words.includes("onlink");
  const cidrs = [...link.addresses, ...link.leased].flatMap(cidr => parseCidr(cidr) ?? []);
  const isReached = gateway === undefined || cidrs.some(cidr => isWithin(gateway, cidr));
  if (verb !== "delete" && !onlink && !isReached)
    return { exit: 2, stderr: "Error: Nexthop has invalid gateway." };
  if (prefsrc !== undefined && tentative.has(prefsrc))
    return { exit: 2, stderr: "Error: Invalid source address." };
  const route: ModelledRoute = {
    ...(dst === "default" || dst === undefined ? {} : { dst }),
    ...(gateway === undefined ? {} : { gateway }),
    ...(metric === undefined ? {} : { metric: Number(metric) }),
    ...(prefsrc === undefined ? {} : { prefsrc }),
    ...(onlink ? { onlink } : {}),
  };
  const others = link.routes.filter(
    other => other.dst !== route.dst || other.metric !== route.metric || isIpv6(other) !== isIpv6(route),
  );
  link.routes =
    verb === "append" ? [...link.routes, route] : verb === "replace" ? [...others, route] : others;
  return {};
}

function isIpv6({ dst, gateway }: ModelledRoute): boolean {
  return `${dst}${gateway}`.includes(":");
}

function show(links: Links, args: readonly string[], object?: string): object[] {
  const entries = Object.entries(links);
  if (object === "route")
    return entries.flatMap(([dev, { routes }]) =>
      args.includes("-6")
        ? waysTogether(dev, routes.filter(isIpv6))
        : routes.filter(route => !isIpv6(route)).map(route => showRoute(dev, route)),
    );
  const others = entries.map(([ifname, link]) => ({
    ifname,
    mtu: link.mtu,
    address: link.mac,
    flags: link.down ? [] : ["UP"],
    ...(link.master === undefined ? {} : { master: link.master }),
    ...(link.lower === undefined ? {} : { link: link.lower }),
    ...(link.kind === undefined
      ? {}
      : { linkinfo: { info_kind: link.kind, info_data: link.settings ?? {} } }),
    addr_info: [...link.addresses, ...link.leased].map(cidr => ({
      family: cidr.includes(":") ? "inet6" : "inet",
      local: cidr.split("/")[0],
      prefixlen: Number(cidr.split("/")[1]),
      ...(link.leased.includes(cidr) ? { dynamic: true, ...lifetime } : {}),
    })),
  }));
  return [{ ifname: "lo", mtu: 65536, address: "00:00:00:00:00:00", addr_info: [] }, ...others];
}

/** IPv6 routes of the same network and metric are shown as one */
function waysTogether(dev: string, routes: readonly ModelledRoute[]): object[] {
  const isBeside = (one: ModelledRoute, other: ModelledRoute): boolean =>
    one.dst === other.dst && one.metric === other.metric;
  const firsts = routes.filter((route, at) => routes.findIndex(other => isBeside(route, other)) === at);
  return firsts.map(first => {
    const ways = routes.filter(route => isBeside(first, route));
    const { dev: _, gateway: __, flags, ...shown } = showRoute(dev, first);
    if (ways.length === 1) return showRoute(dev, first);
    return { ...shown, flags: [], nexthops: ways.map(({ gateway }) => ({ dev, gateway, weight: 1, flags })) };
  });
}

function showRoute(dev: string, { onlink, protocol = "", ...route }: ModelledRoute) {
  return {
    type: "1",
    dst: "default",
    dev,
    table: "254",
    protocol: protocolNumbers[protocol] ?? "3",
    ...route,
    flags: onlink ? ["onlink"] : [],
  };
}
