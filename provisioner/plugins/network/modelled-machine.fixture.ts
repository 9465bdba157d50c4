import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunResult } from "../../host/run.ts";
import { isWithin, parseCidr } from "../../state/ip-address.ts";
import { hostForTests, type Ran } from "../host-for-tests.ts";
import { type ModelledSystemctl, modelledSystemctl } from "../modelled-systemctl.fixture.ts";
import { fits } from "./pattern.ts";

const lib = "/usr/lib/systemd/system";
const networkd = "systemd-networkd.service";
const lease = "10.0.2.15/24";
const leaseRoute = { gateway: "10.0.2.2", protocol: "dhcp", prefsrc: "10.0.2.15", metric: 1024 };
const lifetime = { valid_life_time: 3600, preferred_life_time: 1800 };

/** A default route of the modelled kernel, in ip's words */
export interface ModelledRoute {
  gateway: string;
  metric?: number;
  prefsrc?: string;
  onlink?: boolean;
  protocol?: string;
}

/** A link of the modelled kernel */
export interface ModelledLink {
  kind?: string;
  master?: string;
  mtu: number;
  mac: string;
  addresses: string[];
  leased: string[];
  routes: ModelledRoute[];
  /** The file by which networkd configured it, and the addresses that it gave it */
  file?: string;
  given?: string[];
}

/** A machine with systemd-networkd and ip, for tests */
export interface ModelledMachine {
  host: ReturnType<typeof hostForTests>;
  systemctl: ModelledSystemctl;
  links: Record<string, ModelledLink>;
  /** Whether somebody answers who asks for an address */
  dhcpServer: boolean;
  /** What a router advertises to links that networkd configures */
  advertised?: string;
  /** networkd answers at once, and acts in the next pause */
  slow: boolean;
  /** IPv6 addresses that are no source yet: the kernel still asks whether somebody else has them */
  tentative: Set<string>;
  /** How often somebody waited */
  pauses: number;
  /** Words of commands that fail, such as "networkctl delete vmbr0" */
  broken: Set<string>;
}

/** One ethernet link eth0, on which nothing is configured; networkd and resolved are installed and off */
export async function machineBelow(root: string): Promise<ModelledMachine> {
  const systemctl = modelledSystemctl(root);
  const machine: ModelledMachine = {
    host: hostForTests(root, "live", ran => answer(machine, root, ran)),
    systemctl,
    links: { eth0: hardware() },
    dhcpServer: true,
    slow: false,
    tentative: new Set(),
    pauses: 0,
    broken: new Set(),
  };
  const sleep = async (): Promise<void> => {
    machine.pauses += 1;
    machine.tentative.clear();
    if (machine.slow && systemctl.active.has(networkd)) configure(machine, root);
  };
  Object.assign(machine.host.clock, { sleep });
  const { files } = machine.host;
  await files.makeDirectory("/etc/systemd/system");
  await files.makeDirectory("/etc/systemd/network");
  await files.write(
    `${lib}/${networkd}`,
    "Wants=systemd-networkd.socket\nWantedBy=multi-user.target\nAlso=systemd-networkd.socket systemd-networkd-wait-online.service\nAlias=dbus-org.freedesktop.network1.service\n",
  );
  await files.write(`${lib}/systemd-networkd.socket`, "WantedBy=sockets.target\n");
  await files.write(`${lib}/systemd-networkd-wait-online.service`, "WantedBy=network-online.target\n");
  await files.write(`${lib}/systemd-resolved.service`, "WantedBy=sysinit.target\n");
  return machine;
}

/** An ethernet link that nobody has configured */
export function hardware(more: Partial<ModelledLink> = {}): ModelledLink {
  return { mtu: 1500, mac: "52:54:00:00:00:01", addresses: [], leased: [], routes: [], ...more };
}

function answer(machine: ModelledMachine, root: string, ran: Ran): Partial<RunResult> | undefined {
  const words = [ran.program, ...ran.args].join(" ");
  if (machine.broken.has(words)) return { exit: 1, stderr: `${words}: refused` };
  const ranBefore = machine.systemctl.active.has(networkd);
  const answered = machine.systemctl.answer(ran);
  if (!ranBefore && machine.systemctl.active.has(networkd)) configure(machine, root);
  if (answered) return answered;
  if (ran.program === "networkctl") return networkctl(machine, root, ran.args);
  const [, link = "", value = ""] =
    /^net\/ipv6\/conf\/(.+)\/accept_ra=(.)$/.exec(ran.args.at(-1) ?? "") ?? [];
  if (ran.program === "sysctl") setAcceptRa(root, link, value);
  return ran.program === "ip" ? ip(machine, ran.args) : undefined;
}

function networkctl(machine: ModelledMachine, root: string, args: readonly string[]): Partial<RunResult> {
  const [verb, link = ""] = args;
  if (verb === "delete") delete machine.links[link];
  if (verb === "delete") for (const port of portsOf(machine, link)) delete port.master;
  if (verb === "delete") return {};
  if (!machine.systemctl.active.has(networkd)) return { exit: 1, stderr: "networkd does not run" };
  if (verb !== "--json=short" && !machine.slow) configure(machine, root);
  const list = Object.entries(machine.links).map(([Name, { file }]) => ({ Name, NetworkFile: file }));
  return { stdout: JSON.stringify({ Interfaces: list }) };
}

/** As networkd does it: from a link that no file describes any more it takes what it gave, others stay as they are */
function configure({ links, dhcpServer, advertised }: ModelledMachine, root: string): void {
  for (const { text } of filesIn(root, ".netdev"))
    links[setting(text, "Name")[0] ?? ""] ??= hardware({ kind: "bridge", mac: "02:00:00:00:00:01" });
  for (const [name, link] of Object.entries(links)) {
    const { path, text } = fileOf(root, name) ?? {};
    if (path === undefined || text === undefined) {
      letGo(link);
      continue;
    }
    setAcceptRa(root, name, "0");
    const leases = dhcpServer && setting(text, "DHCP")[0] === "yes";
    const [master] = setting(text, "Bridge");
    const [mac = link.mac] = setting(text, "MACAddress");
    delete link.master;
    Object.assign(link, {
      ...(master === undefined ? {} : { master }),
      file: path,
      given: setting(text, "Address"),
      mac,
      mtu: Number(setting(text, "MTUBytes")[0] ?? 1500),
      addresses: setting(text, "Address"),
      leased: [
        ...(leases ? [lease] : []),
        ...(advertised !== undefined && master === undefined ? [advertised] : []),
      ],
      routes: [
        ...setting(text, "Gateway").map(gateway => ({ gateway, protocol: "static" })),
        ...(leases ? [leaseRoute] : []),
      ],
    });
  }
}

/** What the kernel does with router advertisements; a machine without IPv6 has no such file */
function setAcceptRa(root: string, link: string, value: string): void {
  const path = join(root, `/proc/sys/net/ipv6/conf/${link}/accept_ra`);
  if (existsSync(path)) writeFileSync(path, `${value}\n`);
}

function letGo(link: ModelledLink): void {
  if (link.file === undefined) return;
  const addresses = link.addresses.filter(address => !link.given?.includes(address));
  Object.assign(link, { addresses, leased: [], routes: [] });
  delete link.master;
  delete link.file;
  delete link.given;
}

function ip({ links, tentative }: ModelledMachine, args: readonly string[]): Partial<RunResult> {
  const words = args.filter(word => !word.startsWith("-"));
  const [object, verb, ...rest] = words;
  if (verb === "show") return { stdout: JSON.stringify(show(links, args, object)) };
  const link = links[rest[rest.indexOf("dev") + 1] ?? ""];
  if (!link) return { exit: 1, stderr: "Cannot find device" };
  if (object === "address") {
    link.addresses = link.addresses.filter(address => address !== rest[0]);
    const list = rest.includes("valid_lft") ? link.leased : link.addresses;
    if (verb === "replace") list.push(rest[0] ?? "");
    if (verb === "replace" && rest[0]?.includes(":")) tentative.add(rest[0].replace(/\/.*/, ""));
  }
  if (object === "route") return replaceRoute(link, tentative, rest);
  if (object === "link") {
    const [, , key, value = ""] = rest;
    if (key === "master") link.master = value;
    if (key === "nomaster") delete link.master;
    if (key === "mtu") link.mtu = Number(value);
    if (key === "address") link.mac = value;
  }
  return {};
}

/** The kernel takes a gateway that it can reach, or one said to be on the link; one route for each family and metric */
function replaceRoute(
  link: ModelledLink,
  tentative: ReadonlySet<string>,
  words: readonly string[],
): Partial<RunResult> {
  const after = (word: string): string | undefined =>
    words.includes(word) ? words[words.indexOf(word) + 1] : undefined;
  const gateway = after("via") ?? "";
  const metric = after("metric");
  const prefsrc = after("src");
  const onlink = words.includes("onlink");
  const cidrs = [...link.addresses, ...link.leased].flatMap(cidr => parseCidr(cidr) ?? []);
  if (!onlink && !cidrs.some(cidr => isWithin(gateway, cidr)))
    return { exit: 2, stderr: "Error: Nexthop has invalid gateway." };
  if (prefsrc !== undefined && tentative.has(prefsrc))
    return { exit: 2, stderr: "Error: Invalid source address." };
  const route: ModelledRoute = {
    gateway,
    ...(metric === undefined ? {} : { metric: Number(metric) }),
    ...(prefsrc === undefined ? {} : { prefsrc }),
    ...(onlink ? { onlink } : {}),
  };
  const others = link.routes.filter(
    other => other.metric !== route.metric || other.gateway.includes(":") !== gateway.includes(":"),
  );
  link.routes = [...others, route];
  return {};
}

function show(links: Record<string, ModelledLink>, args: readonly string[], object?: string): object[] {
  const entries = Object.entries(links);
  if (object === "route")
    return entries.flatMap(([dev, { routes }]) =>
      routes
        .filter(({ gateway }) => gateway.includes(":") === args.includes("-6"))
        .map(({ onlink, ...route }) => ({ dst: "default", dev, ...route, flags: onlink ? ["onlink"] : [] })),
    );
  const others = entries.map(([ifname, { kind, master, mtu, mac, addresses, leased }]) => ({
    ifname,
    mtu,
    address: mac,
    ...(master === undefined ? {} : { master }),
    ...(kind === undefined ? {} : { linkinfo: { info_kind: kind } }),
    addr_info: [...addresses, ...leased].map(cidr => ({
      family: cidr.includes(":") ? "inet6" : "inet",
      local: cidr.split("/")[0],
      prefixlen: Number(cidr.split("/")[1]),
      ...(leased.includes(cidr) ? { dynamic: true, ...lifetime } : {}),
    })),
  }));
  return [{ ifname: "lo", mtu: 65536, address: "00:00:00:00:00:00", addr_info: [] }, ...others];
}

function fileOf(root: string, link: string): { path: string; text: string } | undefined {
  return filesIn(root, ".network").find(({ text }) =>
    (setting(text, "Name")[0] ?? "").split(" ").some(pattern => fits(link, pattern)),
  );
}

function filesIn(root: string, ending: string): { path: string; text: string }[] {
  const names = readdirSync(join(root, "/etc/systemd/network")).filter(name => name.endsWith(ending));
  return names.sort().map(name => {
    const path = `/etc/systemd/network/${name}`;
    return { path, text: readFileSync(join(root, path), "utf8") };
  });
}

function setting(text: string, key: string): string[] {
  return text.split("\n").flatMap(line => (line.startsWith(`${key}=`) ? [line.slice(key.length + 1)] : []));
}

function portsOf({ links }: ModelledMachine, bridge: string): ModelledLink[] {
  return Object.values(links).filter(({ master }) => master === bridge);
}
