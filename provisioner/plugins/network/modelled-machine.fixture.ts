import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunResult } from "../../host/run.ts";
import { hostForTests, type Ran } from "../host-for-tests.ts";
import { type ModelledSystemctl, modelledSystemctl } from "../modelled-systemctl.fixture.ts";
import { fits } from "./pattern.ts";

const lib = "/usr/lib/systemd/system";
const networkd = "systemd-networkd.service";
const lease = "10.0.2.15/24";

/** A link of the modelled kernel */
export interface ModelledLink {
  kind?: string;
  master?: string;
  mtu: number;
  mac: string;
  addresses: string[];
  leased: string[];
  gateways: string[];
}

/** A machine with systemd-networkd and ip, for tests */
export interface ModelledMachine {
  host: ReturnType<typeof hostForTests>;
  systemctl: ModelledSystemctl;
  links: Record<string, ModelledLink>;
  /** Whether somebody answers who asks for an address */
  dhcpServer: boolean;
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
    broken: new Set(),
  };
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
  return { mtu: 1500, mac: "52:54:00:00:00:01", addresses: [], leased: [], gateways: [], ...more };
}

function answer(machine: ModelledMachine, root: string, ran: Ran): Partial<RunResult> | undefined {
  const words = [ran.program, ...ran.args].join(" ");
  if (machine.broken.has(words)) return { exit: 1, stderr: `${words}: refused` };
  const ranBefore = machine.systemctl.active.has(networkd);
  const answered = machine.systemctl.answer(ran);
  if (!ranBefore && machine.systemctl.active.has(networkd)) configure(machine, root);
  if (answered) return answered;
  if (ran.program === "networkctl") return networkctl(machine, root, ran.args);
  return ran.program === "ip" ? ip(machine, ran.args) : undefined;
}

function networkctl(machine: ModelledMachine, root: string, args: readonly string[]): Partial<RunResult> {
  const [verb, link = ""] = args;
  if (verb === "delete") delete machine.links[link];
  if (verb === "delete") for (const port of portsOf(machine, link)) delete port.master;
  if (verb === "delete") return {};
  if (!machine.systemctl.active.has(networkd)) return { exit: 1, stderr: "networkd does not run" };
  if (verb !== "--json=short") configure(machine, root);
  const list = Object.keys(machine.links).map(Name => ({ Name, NetworkFile: fileOf(root, Name)?.path }));
  return { stdout: JSON.stringify({ Interfaces: list }) };
}

/** As networkd does it: links that no file describes stay as they are, whatever is on them */
function configure({ links, dhcpServer }: ModelledMachine, root: string): void {
  for (const { text } of filesIn(root, ".netdev"))
    links[setting(text, "Name")[0] ?? ""] ??= hardware({ kind: "bridge", mac: "02:00:00:00:00:01" });
  for (const [name, link] of Object.entries(links)) {
    const text = fileOf(root, name)?.text;
    if (text === undefined) continue;
    const [master] = setting(text, "Bridge");
    const [mac = link.mac] = setting(text, "MACAddress");
    delete link.master;
    Object.assign(link, {
      ...(master === undefined ? {} : { master }),
      mac,
      mtu: Number(setting(text, "MTUBytes")[0] ?? 1500),
      addresses: setting(text, "Address"),
      leased: dhcpServer && setting(text, "DHCP")[0] === "yes" ? [lease] : [],
      gateways: setting(text, "Gateway"),
    });
  }
}

function ip({ links }: ModelledMachine, args: readonly string[]): Partial<RunResult> {
  const words = args.filter(word => !word.startsWith("-"));
  const [object, verb, ...rest] = words;
  if (verb === "show") return { stdout: JSON.stringify(show(links, args, object)) };
  const link = links[rest[rest.indexOf("dev") + 1] ?? ""];
  if (!link) return { exit: 1, stderr: "Cannot find device" };
  if (object === "address") {
    link.addresses = link.addresses.filter(address => address !== rest[0]);
    if (verb === "replace") link.addresses.push(rest[0] ?? "");
  }
  if (object === "route") link.gateways = [rest[2] ?? ""];
  if (object === "link") {
    const [, , key, value = ""] = rest;
    if (key === "master") link.master = value;
    if (key === "nomaster") delete link.master;
    if (key === "mtu") link.mtu = Number(value);
    if (key === "address") link.mac = value;
  }
  return {};
}

function show(links: Record<string, ModelledLink>, args: readonly string[], object?: string): object[] {
  const entries = Object.entries(links);
  if (object === "route")
    return entries.flatMap(([dev, { gateways }]) =>
      gateways
        .filter(gateway => gateway.includes(":") === args.includes("-6"))
        .map(gateway => ({ dst: "default", dev, gateway })),
    );
  return entries.map(([ifname, { kind, master, mtu, mac, addresses, leased }]) => ({
    ifname,
    mtu,
    address: mac,
    ...(master === undefined ? {} : { master }),
    ...(kind === undefined ? {} : { linkinfo: { info_kind: kind } }),
    addr_info: [...addresses, ...leased].map(cidr => ({
      family: cidr.includes(":") ? "inet6" : "inet",
      local: cidr.split("/")[0],
      prefixlen: Number(cidr.split("/")[1]),
      ...(leased.includes(cidr) ? { dynamic: true } : {}),
    })),
  }));
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
