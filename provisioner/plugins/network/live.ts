import type { Host } from "../../host/host.ts";
import { isObject } from "../../host/json.ts";
import { listIn, parseList, textIn } from "./ip-json.ts";
import { type LiveRoute, readRoutes } from "./live-routes.ts";

/** One link as kernel and networkd know it */
export interface LiveLink {
  name: string;
  /** Other names that it answers to, in a document as well */
  otherNames: readonly string[];
  /** "bridge", "veth"; undefined for hardware */
  kind: string | undefined;
  /** What its kind can be set to, in ip's words, as texts */
  settings: Readonly<Record<string, string>>;
  /** The link that a VLAN is carried by, the other end of a pair */
  lower: string | undefined;
  /** What the hardware came with */
  mac: string | undefined;
  /** What it goes by now */
  currentMac: string | undefined;
  mtu: number;
  /** Whether somebody turned it on, with a cable or without */
  up: boolean;
  /** The bridge or bond that it is a port of */
  master: string | undefined;
  addresses: readonly LiveAddress[];
  routes: readonly LiveRoute[];
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

/** Asks the kernel through ip, and networkd for the files in force */
export async function readLinks(host: Host, daemonRuns: boolean): Promise<LiveLink[]> {
  const addresses = await host.run("ip", ["-j", "-d", "address", "show"]);
  const routes = await readRoutes(host);
  const files = daemonRuns ? await filesInForce(host) : new Map<string, string>();
  return parseList(addresses.stdout).map(link => toLink(link, routes, files));
}

/** Every name that a link answers to; this works in the chroot too, which shares the installer's network */
export async function readLinkNames(host: Host): Promise<string[]> {
  const { stdout } = await host.run("ip", ["-j", "link", "show"]);
  return parseList(stdout).flatMap(link => [String(link["ifname"]), ...otherNames(link)]);
}

async function filesInForce(host: Host): Promise<Map<string, string>> {
  const { stdout, exit } = await host.run("networkctl", ["--json=short", "list"], { allowedExits: [0, 1] });
  const answer: unknown = exit === 0 ? JSON.parse(stdout) : {};
  return new Map(
    listIn(isObject(answer) ? answer["Interfaces"] : []).flatMap(({ Name, NetworkFile }) => {
      const file = textIn(NetworkFile);
      return file ? [[String(Name), file] as const] : [];
    }),
  );
}

function toLink(
  link: Record<string, unknown>,
  routes: ReadonlyMap<string, readonly LiveRoute[]>,
  files: ReadonlyMap<string, string>,
): LiveLink {
  const name = String(link["ifname"]);
  const info = isObject(link["linkinfo"]) ? link["linkinfo"] : {};
  return {
    name,
    otherNames: otherNames(link),
    kind: textIn(info["info_kind"]),
    settings: toSettings(info["info_data"]),
    lower: textIn(link["link"]),
    mac: textIn(link["permaddr"] ?? link["address"]),
    currentMac: textIn(link["address"]),
    mtu: Number(link["mtu"]),
    up: Array.isArray(link["flags"]) && link["flags"].includes("UP"),
    master: textIn(link["master"]),
    addresses: listIn(link["addr_info"]).map(toAddress),
    routes: routes.get(name) ?? [],
    file: files.get(name),
  };
}

function otherNames(link: Record<string, unknown>): string[] {
  return Array.isArray(link["altnames"]) ? link["altnames"].map(String) : [];
}

function toSettings(data: unknown): Record<string, string> {
  const entries = Object.entries(isObject(data) ? data : {});
  const single = entries.filter(([, value]) => typeof value === "string" || typeof value === "number");
  return Object.fromEntries(single.map(([key, value]) => [key, String(value)]));
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
