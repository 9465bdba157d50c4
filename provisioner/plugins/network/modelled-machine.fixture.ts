import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunResult } from "../../host/run.ts";
import { hostForTests, type Ran } from "../host-for-tests.ts";
import { type ModelledSystemctl, modelledSystemctl } from "../modelled-systemctl.fixture.ts";
import {
  deleteLink,
  hardware,
  ip,
  type ModelledLink,
  type ModelledRoute,
} from "./modelled-kernel.fixture.ts";
import { fits } from "./pattern.ts";

const lib = "/usr/lib/systemd/system";
const networkd = "systemd-networkd.service";
const lease = "10.0.2.15/24";
const leaseRoute = { gateway: "10.0.2.2", protocol: "dhcp", prefsrc: "10.0.2.15", metric: 1024 };

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
  /** By file of a port: the bridge or bond that networkd thinks it names, until it reads the file again */
  named: Map<string, { stamp: string; master: ModelledLink | undefined }>;
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
    named: new Map(),
  };
  let passed = 0;
  const now = (): Date => new Date(passed * 1000);
  const sleep = async (seconds: number): Promise<void> => {
    passed += seconds;
    machine.pauses += 1;
    machine.tentative.clear();
    if (machine.slow && systemctl.active.has(networkd)) configure(machine, root);
  };
  Object.assign(machine.host.clock, { now, sleep });
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
  if (ran.program !== "ip") return undefined;
  const done = ip(machine.links, machine.tentative, ran.args);
  // networkd configures what comes
  if (ran.args[1] === "add" && machine.systemctl.active.has(networkd)) configure(machine, root);
  return done;
}

function networkctl(machine: ModelledMachine, root: string, args: readonly string[]): Partial<RunResult> {
  const [verb, link = ""] = args;
  if (verb === "delete") {
    deleteLink(machine.links, link);
    return {};
  }
  if (!machine.systemctl.active.has(networkd)) return { exit: 1, stderr: "networkd does not run" };
  if (verb !== "--json=short" && !machine.slow) configure(machine, root);
  const list = Object.entries(machine.links).map(([Name, { file }]) => ({ Name, NetworkFile: file }));
  return { stdout: JSON.stringify({ Interfaces: list }) };
}

/** As networkd does it: from a link that no file describes any more it takes what it gave, others stay as they are */
function configure(machine: ModelledMachine, root: string): void {
  const { links, dhcpServer, advertised } = machine;
  for (const { text } of filesIn(root, ".netdev")) makeLink(links, root, text);
  for (const [name, link] of Object.entries(links)) {
    const { path, text } = fileOf(root, name) ?? {};
    if (path === undefined || text === undefined) {
      letGo(link);
      continue;
    }
    setAcceptRa(root, name, "0");
    const leases = dhcpServer && setting(text, "DHCP")[0] === "yes";
    const [controller] = [...setting(text, "Bridge"), ...setting(text, "Bond")];
    const master = isSameAsRead(machine, root, path, controller) ? controller : undefined;
    const [mac = link.mac] = setting(text, "MACAddress");
    delete link.master;
    delete link.down;
    Object.assign(link, {
      ...(master === undefined ? {} : { master }),
      file: path,
      read: text,
      given: setting(text, "Address"),
      mac,
      mtu: Number(setting(text, "MTUBytes")[0] ?? link.mtu),
      addresses: setting(text, "Address"),
      leased: [
        ...(leases ? [lease] : []),
        ...(advertised !== undefined && master === undefined ? [advertised] : []),
      ],
      routes: [...routesIn(text), ...(leases ? [leaseRoute] : [])],
    });
  }
}

/** networkd keeps what an unchanged file of a port names, although that was taken away and made anew ("Invalid argument") */
function isSameAsRead(machine: ModelledMachine, root: string, path: string, controller = ""): boolean {
  const { ino, mtimeMs } = statSync(join(root, path));
  const [stamp, master] = [`${ino} ${mtimeMs}`, machine.links[controller]];
  const known = machine.named.get(path);
  if (known?.stamp === stamp && known.master !== undefined) return known.master === master;
  machine.named.set(path, { stamp, master });
  return true;
}

/** Like networkd before version 257, which leaves a link that is there as it is */
function makeLink(links: Record<string, ModelledLink>, root: string, text: string): void {
  const [name = "", peer] = setting(text, "Name");
  const [kind = ""] = setting(text, "Kind");
  const lower = kind === "vlan" ? carrierOf(links, root, name) : peer;
  const isTaken = name in links || (peer !== undefined && peer in links);
  if (isTaken || (kind === "vlan" && lower === undefined)) return;
  const settings = settingsOf(kind, text);
  const made = { kind, mac: "02:00:00:00:00:01", ...(settings ? { settings } : {}) };
  links[name] = hardware({ ...made, ...(lower === undefined ? {} : { lower }) });
  if (peer !== undefined) links[peer] = hardware({ ...made, lower: name });
}

/** networkd makes a VLAN when it configures the carrier: one that is new, or whose file is */
function carrierOf(links: Record<string, ModelledLink>, root: string, vlan: string): string | undefined {
  return Object.keys(links).find(name => {
    const text = fileOf(root, name)?.text;
    return text !== links[name]?.read && setting(text ?? "", "VLAN").includes(vlan);
  });
}

function settingsOf(kind: string, text: string): Record<string, string | number> | undefined {
  const first = (key: string): string | undefined => setting(text, key)[0];
  if (kind === "bridge") return { stp_state: first("STP") === "yes" ? 1 : 0 };
  if (kind === "vlan") return { id: Number(first("Id")), protocol: first("Protocol") ?? "802.1Q" };
  if (kind !== "bond") return undefined;
  return {
    mode: first("Mode") ?? "balance-rr",
    ad_lacp_rate: first("LACPTransmitRate") ?? "slow",
    xmit_hash_policy: first("TransmitHashPolicy") ?? "layer2",
    miimon: Number.parseInt(first("MIIMonitorSec") ?? "0", 10),
  };
}

/** Gateways for themselves, and each section that describes a route */
function routesIn(text: string): ModelledRoute[] {
  const [head = "", ...sections] = text.split("[Route]\n");
  const plain = setting(head, "Gateway").map(gateway => ({ gateway, protocol: "static" }));
  const described = sections.map(section => {
    const [dst] = setting(section, "Destination");
    const [gateway] = setting(section, "Gateway");
    const [metric] = setting(section, "Metric");
    return {
      protocol: "static",
      ...(dst === undefined ? {} : { dst }),
      ...(gateway === undefined ? {} : { gateway }),
      ...(metric === undefined ? {} : { metric: Number(metric) }),
    };
  });
  return [...plain, ...described];
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
  delete link.read;
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
