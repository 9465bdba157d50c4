import type { Host } from "../../host/host.ts";
import { isObject } from "../../host/json.ts";
import { canonicalAddress } from "../../state/ip-address.ts";

/** One link as kernel and networkd know it */
export interface LiveLink {
  name: string;
  /** Other names that it answers to, in a document as well */
  otherNames: readonly string[];
  /** "bridge", "veth"; undefined for hardware */
  kind: string | undefined;
  /** What the hardware came with */
  mac: string | undefined;
  /** What it goes by now */
  currentMac: string | undefined;
  mtu: number;
  /** The bridge that it is a port of */
  master: string | undefined;
  addresses: readonly LiveAddress[];
  defaultRoutes: readonly LiveRoute[];
  /** The file that networkd configured it by; undefined when it leaves the link alone */
  file: string | undefined;
}

/** One address; a leased one came by DHCP or router advertisement, and has a lifetime, in seconds */
export interface LiveAddress {
  family: "ipv4" | "ipv6";
  cidr: string;
  leased: boolean;
  lifetime?: { valid: number; preferred: number };
}

/** One default route by a gateway */
export interface LiveRoute {
  gateway: string;
  metric?: number;
  /** The address that it prefers to send from */
  source?: string;
  /** The gateway counts as reachable, although it is in no network of the link */
  onlink: boolean;
  /** Who brought it, in ip's words: "dhcp", "ra", "static" */
  protocol?: string;
}

/** Asks the kernel through ip, and networkd for the files in force */
export async function readLinks(host: Host, daemonRuns: boolean): Promise<LiveLink[]> {
  const addresses = await host.run("ip", ["-j", "-d", "address", "show"]);
  const routes = [
    ...parseList(await textOf(host, ["-j", "route", "show", "default"])),
    ...parseList(await textOf(host, ["-j", "-6", "route", "show", "default"])),
  ];
  const files = daemonRuns ? await filesInForce(host) : new Map<string, string>();
  return parseList(addresses.stdout).map(link => toLink(link, routes, files));
}

/** Every name that a link answers to; this works in the chroot too, which shares the installer's network */
export async function readLinkNames(host: Host): Promise<string[]> {
  const links = parseList(await textOf(host, ["-j", "link", "show"]));
  return links.flatMap(link => {
    const { name, otherNames } = toLink(link, [], new Map());
    return [name, ...otherNames];
  });
}

async function textOf(host: Host, args: string[]): Promise<string> {
  return (await host.run("ip", args)).stdout;
}

async function filesInForce(host: Host): Promise<Map<string, string>> {
  const { stdout, exit } = await host.run("networkctl", ["--json=short", "list"], { allowedExits: [0, 1] });
  const answer: unknown = exit === 0 ? JSON.parse(stdout) : {};
  const list = isObject(answer) && Array.isArray(answer["Interfaces"]) ? answer["Interfaces"] : [];
  return new Map(
    list.filter(isObject).flatMap(({ Name, NetworkFile }) => {
      const file = textIn(NetworkFile);
      return file ? [[String(Name), file] as const] : [];
    }),
  );
}

function toLink(
  link: Record<string, unknown>,
  routes: readonly Record<string, unknown>[],
  files: ReadonlyMap<string, string>,
): LiveLink {
  const name = String(link["ifname"]);
  const info = isObject(link["linkinfo"]) ? link["linkinfo"] : {};
  return {
    name,
    otherNames: Array.isArray(link["altnames"]) ? link["altnames"].map(String) : [],
    kind: textIn(info["info_kind"]),
    mac: textIn(link["permaddr"] ?? link["address"]),
    currentMac: textIn(link["address"]),
    mtu: Number(link["mtu"]),
    master: textIn(link["master"]),
    addresses: listIn(link["addr_info"]).map(toAddress),
    defaultRoutes: routes
      .filter(route => route["dev"] === name && typeof route["gateway"] === "string")
      .map(toRoute),
    file: files.get(name),
  };
}

function toAddress(entry: Record<string, unknown>): LiveAddress {
  const family = entry["family"] === "inet6" ? "ipv6" : "ipv4";
  const cidr = `${entry["local"]}/${entry["prefixlen"]}`;
  if (entry["dynamic"] !== true) return { family, cidr, leased: false };
  const lifetime = {
    valid: Number(entry["valid_life_time"]),
    preferred: Number(entry["preferred_life_time"]),
  };
  return { family, cidr, leased: true, lifetime };
}

function toRoute(entry: Record<string, unknown>): LiveRoute {
  const { gateway, metric, prefsrc, protocol, flags } = entry;
  return {
    gateway: canonicalAddress(String(gateway)),
    ...(typeof metric === "number" ? { metric } : {}),
    ...(typeof prefsrc === "string" ? { source: canonicalAddress(prefsrc) } : {}),
    onlink: Array.isArray(flags) && flags.includes("onlink"),
    ...(typeof protocol === "string" ? { protocol } : {}),
  };
}

/** ip prints nothing at all for an empty answer */
function parseList(json: string): Record<string, unknown>[] {
  return json.trim() === "" ? [] : listIn(JSON.parse(json));
}

function listIn(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function textIn(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
