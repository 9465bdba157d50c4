import { expect, test } from "vitest";
import { checkNetwork } from "./check.ts";
import type { NetworkSection } from "./schema.ts";

function found(interfaces: NetworkSection["interfaces"]): string[] {
  return checkNetwork({ interfaces }).map(({ pointer, found }) => `${pointer}: ${found}`);
}

test("a sound network has no problem", () => {
  expect(
    found({
      vmbr0: { type: "bridge", bridge_ports: ["ens18"], address: "192.168.1.100/24", gateway: "192.168.1.1" },
      vmbr1: { type: "bridge", address: ["10.0.0.1/24", "fd00::1/64"], gateway: "fe80::1" },
      eth1: { type: "ethernet", dhcp: true, dns: ["9.9.9.9"] },
    }),
  ).toEqual([]);
});

test("a gateway that cannot be reached is a problem", () => {
  expect(found({ eth0: { type: "ethernet", address: "10.0.0.5/24", gateway: "10.0.1.1" } })).toEqual([
    "/interfaces/eth0/gateway: 10.0.1.1, which is in no network of eth0",
  ]);
  expect(found({ eth0: { type: "ethernet", dhcp: true, gateway: "10.0.1.1" } })).toHaveLength(1);
});

test("a port has no address of its own, and one bridge", () => {
  expect(
    found({
      vmbr0: { type: "bridge", bridge_ports: ["eth0", "en*"] },
      vmbr1: { type: "bridge", bridge_ports: ["eth0", "en*"] },
      eth0: { type: "ethernet", dhcp: true },
    }),
  ).toEqual([
    "/interfaces/eth0: eth0 as a port of vmbr0 and vmbr1",
    "/interfaces/eth0/dhcp: an address on eth0, which is a port of vmbr0",
    "/interfaces/vmbr1/bridge_ports: port en*, which vmbr0 has too",
  ]);
});

test("a pattern that would swallow a bridge, ports of what is no bridge, a controller that is not there", () => {
  expect(
    found({
      vmbr0: { type: "bridge", bridge_ports: ["vm*"] },
      eth0: { type: "ethernet", bridge_ports: ["eth1"] },
      eth2: { type: "ethernet", controller: "br7" },
    }),
  ).toEqual([
    "/interfaces/vmbr0/bridge_ports: port vm*, which is the bridge itself",
    "/interfaces/eth0/bridge_ports: ports on an interface of type ethernet",
    "/interfaces/eth2/controller: br7, which is no interface of the document",
  ]);
});

test("the same address twice, however it is spelt, and addresses that are none", () => {
  expect(
    found({
      eth0: { type: "ethernet", address: ["fd00::1/64", "10.0.0.300/24"] },
      eth1: { type: "ethernet", address: "FD00:0::1/64", dns: "9.9.9" },
    }),
  ).toEqual([
    "/interfaces/eth0/address: 10.0.0.300/24",
    "/interfaces/eth1/dns: 9.9.9",
    "/interfaces/eth1/address: FD00:0::1/64, which eth0 has too",
  ]);
});
