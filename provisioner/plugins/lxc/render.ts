import { createHash } from "node:crypto";
import { rootfsPath } from "./paths.ts";
import type { Container } from "./schema.ts";

/** First line of our files: who wrote them, and where to change them */
export const header =
  "# Written by groundstate from plugins.lxc of /etc/groundstate/state.json; edits here are replaced.";

/** What the machine adds to a container's configuration */
export interface MachineTraits {
  /** apparmor_parser is installed, so LXC can load a profile */
  apparmor: boolean;
  /** Makes the MAC addresses of containers differ from machine to machine */
  machineId: string;
}

/** LXC's configuration file */
export function renderConfig(
  name: string,
  { config = {}, autostart }: Container,
  machine: MachineTraits,
): string {
  const { memory, cpus, network } = config;
  return [
    header,
    "lxc.include = /usr/share/lxc/config/common.conf",
    `lxc.uts.name = ${name}`,
    `lxc.rootfs.path = btrfs:${rootfsPath(name)}`,
    ...(network ? renderLink(name, network.bridge, machine.machineId) : ["lxc.net.0.type = empty"]),
    // LXC makes a profile itself where it can load one; systemd in the container needs nesting for its mounts
    ...(machine.apparmor
      ? ["lxc.apparmor.profile = generated", "lxc.apparmor.allow_nesting = 1"]
      : ["lxc.apparmor.profile = unconfined"]),
    ...(memory === undefined ? [] : [`lxc.cgroup2.memory.max = ${memory}`]),
    ...(cpus === undefined ? [] : [`lxc.cgroup2.cpu.max = ${cpus * 100_000} 100000`]),
    `lxc.start.auto = ${autostart ? 1 : 0}`,
    "",
  ].join("\n");
}

/** The .network file of eth0, as the container's own networkd reads it */
export function renderNetworkInside({ config = {} }: Container): string {
  const network = config.network;
  const settings = !network
    ? ["[Network]", "DHCP=no"]
    : network.ip === undefined
      ? ["[Network]", "DHCP=yes", "", "[DHCPv4]", "ClientIdentifier=mac"]
      : [
          "[Network]",
          "DHCP=no",
          `Address=${network.ip}`,
          ...(network.gateway === undefined ? [] : [`Gateway=${network.gateway}`]),
          ...(network.dns ?? []).map(server => `DNS=${server}`),
        ];
  return [header, "", "[Match]", "Name=eth0", "", ...settings, ""].join("\n");
}

function renderLink(name: string, bridge: string, machineId: string): string[] {
  return [
    "lxc.net.0.type = veth",
    `lxc.net.0.link = ${bridge}`,
    "lxc.net.0.flags = up",
    "lxc.net.0.name = eth0",
    `lxc.net.0.hwaddr = ${macOf(name, machineId)}`,
  ];
}

/** Always the same for one container of one machine, so that a DHCP server knows it again */
function macOf(name: string, machineId: string): string {
  const digest = createHash("sha256").update(`${machineId.trim()} ${name}`).digest("hex");
  return `00:16:3e:${digest.slice(0, 2)}:${digest.slice(2, 4)}:${digest.slice(4, 6)}`;
}
