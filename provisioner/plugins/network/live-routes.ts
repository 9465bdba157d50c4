import type { Host } from "../../host/host.ts";
import { canonicalAddress, canonicalCidr } from "../../state/ip-address.ts";
import { listIn, parseList } from "./ip-json.ts";

/** One route out of a link that somebody set; neither the kernel's own, nor those that routing daemons come and go with */
export interface LiveRoute {
  /** A network with its prefix length; "0.0.0.0/0" or "::/0" for a default route */
  destination: string;
  gateway?: string;
  metric?: number;
  /** The address that it prefers to send from */
  source?: string;
  /** The gateway counts as reachable, although it is in no network of the link */
  onlink: boolean;
  /** Who brought it */
  protocol: "dhcp" | "ra" | "other";
  /** Unless it is in the main one, the number of its routing table */
  table?: number;
  /** One of several ways to one IPv6 network with the same metric */
  shared?: boolean;
}

/** Numbers of <linux/rtnetlink.h>: what is called by which name, tables above all, an administrator may change */
const unicast = "1";
const protocols: Readonly<Record<string, LiveRoute["protocol"]>> = {
  3: "other", // boot: by hand
  4: "other", // static: by networkd, among others
  9: "ra",
  16: "dhcp",
};
const tables = { main: "254", local: "255" };

/** All routes by the links that they lead out of */
export async function readRoutes(host: Host): Promise<Map<string, LiveRoute[]>> {
  const routes = new Map<string, LiveRoute[]>();
  for (const family of ["-4", "-6"]) {
    const { stdout } = await host.run("ip", ["-j", "-N", "-d", family, "route", "show", "table", "all"]);
    for (const entry of parseList(stdout).flatMap(family === "-6" ? waysOf : one => [one])) {
      const link = String(entry["dev"]);
      routes.set(link, [...(routes.get(link) ?? []), ...toRoute(entry, family === "-6")]);
    }
  }
  return routes;
}

/**
 * IPv6 routes to one network with the same metric are listed as one with several ways, with the protocol of the first:
 * a static default route beside a router's looks like the router's. In IPv4 several ways are one route
 */
function waysOf(entry: Record<string, unknown>): Record<string, unknown>[] {
  const { nexthops, ...rest } = entry;
  if (nexthops === undefined) return [entry];
  return listIn(nexthops).map(way => ({ ...rest, ...way, shared: true }));
}

function toRoute(entry: Record<string, unknown>, isIpv6: boolean): LiveRoute[] {
  const { dst, dev, type, gateway, metric, prefsrc, flags, table, shared } = entry;
  const protocol = protocols[String(entry["protocol"])];
  if (typeof dev !== "string" || type !== unicast || protocol === undefined || table === tables.local)
    return [];
  const route: LiveRoute = {
    destination: destinationOf(String(dst), isIpv6),
    ...(typeof gateway === "string" ? { gateway: canonicalAddress(gateway) } : {}),
    ...(typeof metric === "number" ? { metric } : {}),
    ...(typeof prefsrc === "string" ? { source: canonicalAddress(prefsrc) } : {}),
    onlink: Array.isArray(flags) && flags.includes("onlink"),
    protocol,
    ...(table === undefined || table === tables.main ? {} : { table: Number(table) }),
    ...(shared === true ? { shared } : {}),
  };
  return [route];
}

/** ip leaves out the prefix length of a single address */
function destinationOf(dst: string, isIpv6: boolean): string {
  if (dst === "default") return isIpv6 ? "::/0" : "0.0.0.0/0";
  return canonicalCidr(dst.includes("/") ? dst : `${dst}/${isIpv6 ? 128 : 32}`);
}

/** Whether a route leads everywhere */
export function isDefault({ destination }: Pick<LiveRoute, "destination">): boolean {
  return destination === "0.0.0.0/0" || destination === "::/0";
}
