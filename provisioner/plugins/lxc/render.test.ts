import { expect, test } from "vitest";
import { header, renderConfig, renderNetworkInside } from "./render.ts";
import type { Container } from "./schema.ts";

const machine = { apparmor: false, machineId: "b0c1\n" };
const web: Container = {
  template: "base",
  config: {
    memory: "2G",
    cpus: 2,
    rootfs: "8G",
    network: { bridge: "vmbr0", ip: "192.168.1.101/24", gateway: "192.168.1.1", dns: ["9.9.9.9"] },
  },
  autostart: true,
  state: "started",
};

test("the configuration of a container with limits and a network", () => {
  expect(renderConfig("web", web, machine)).toBe(`${header}
lxc.include = /usr/share/lxc/config/common.conf
lxc.uts.name = web
lxc.rootfs.path = btrfs:/var/lib/lxc/web/rootfs
lxc.net.0.type = veth
lxc.net.0.link = vmbr0
lxc.net.0.flags = up
lxc.net.0.name = eth0
lxc.net.0.hwaddr = 00:16:3e:07:68:a7
lxc.apparmor.profile = unconfined
lxc.cgroup2.memory.max = 2G
lxc.cgroup2.cpu.max = 200000 100000
lxc.start.auto = 1
`);
});

test("where AppArmor is installed the container is confined", () => {
  const config = renderConfig("web", web, { ...machine, apparmor: true });
  expect(config).toContain("lxc.apparmor.profile = generated\nlxc.apparmor.allow_nesting = 1\n");
});

test("MAC addresses are stable, and differ by container and by machine", () => {
  const mac = (name: string, machineId: string): string =>
    /hwaddr = (\S+)/.exec(renderConfig(name, web, { ...machine, machineId }))?.[1] ?? "";
  expect(mac("web", "a")).toBe(mac("web", "a"));
  expect(new Set([mac("web", "a"), mac("db", "a"), mac("web", "b")]).size).toBe(3);
});

test("inside, eth0 is static, asks for a lease, or is left down", () => {
  expect(renderNetworkInside(web)).toBe(
    `${header}\n\n[Match]\nName=eth0\n\n[Network]\nDHCP=no\nAddress=192.168.1.101/24\nGateway=192.168.1.1\nDNS=9.9.9.9\n`,
  );
  expect(renderNetworkInside({ template: "base", config: { network: { bridge: "vmbr0" } } })).toContain(
    "DHCP=yes",
  );
  expect(renderNetworkInside({ template: "base" })).toContain("DHCP=no");
  expect(renderConfig("web", { template: "base" }, machine)).toContain("lxc.net.0.type = empty");
});
