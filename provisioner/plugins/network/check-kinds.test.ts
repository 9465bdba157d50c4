import { expect, test } from "vitest";
import { checkNetwork } from "./check.ts";
import type { Interface, NetworkSection } from "./schema.ts";

const eth0: Interface = { type: "ethernet" };

function found(interfaces: NetworkSection["interfaces"]): string[] {
  return checkNetwork({ interfaces }).map(({ pointer, found }) => `${pointer}: ${found}`);
}

test("a bond with a VLAN, a pair of which one end is a port, and a dummy have no problem", () => {
  expect(
    found({
      bond0: {
        type: "bond",
        bond_ports: ["eth0", "eth1"],
        bond: { mode: "active-backup", primary: "eth0", miimon: 50, updelay: 100 },
        mtu: 9000,
      },
      eth0,
      "bond0.7": { type: "vlan", vlan: { id: 7, link: "bond0" }, address: "10.0.7.1/24", mtu: 1500 },
      ve0: { type: "veth", veth: { peer: "ve1" }, address: "10.0.8.1/24" },
      ve1: { type: "veth", veth: { peer: "ve0" } },
      br0: { type: "bridge", bridge_ports: ["ve1"], bridge: { stp: true } },
      dummy0: { type: "dummy", address: ["10.0.9.1/32", "fd00::1/128"] },
    }),
  ).toEqual([]);
});

test("keys of another kind, and kinds that lack theirs", () => {
  expect(
    found({
      br0: { type: "bridge", bond: { mode: "802.3ad" }, match: { name: "eth*" } },
      v7: { type: "vlan" },
      ve0: { type: "veth" },
      bond0: { type: "bond", bridge_ports: ["eth1"] },
    }),
  ).toEqual([
    "/interfaces/br0/match: match on an interface of type bridge",
    "/interfaces/br0/bond: bond on an interface of type bridge",
    "/interfaces/v7: a vlan that does not say which",
    "/interfaces/ve0: a veth that does not say its other end",
    "/interfaces/bond0/bridge_ports: ports on an interface of type bond",
  ]);
});

test("a VLAN needs an entry for what carries it, room for its packets, and an id of its own", () => {
  expect(
    found({
      eth0: { ...eth0, mtu: 1500 },
      v1: { type: "vlan", vlan: { id: 1, link: "eth9" } },
      v2: { type: "vlan", vlan: { id: 2, link: "eth0" }, mtu: 9000 },
      v3: { type: "vlan", vlan: { id: 2, link: "eth0", protocol: "802.1Q" } },
    }),
  ).toEqual([
    "/interfaces/v1/vlan/link: eth9, which is no interface of the document",
    "/interfaces/v2/mtu: MTU 9000 on a VLAN of eth0, whose MTU is 1500",
    "/interfaces/v3/vlan/id: VLAN 2 of eth0, which v2 has too",
  ]);
});

test("what is to be absent carries nothing", () => {
  expect(
    found({
      bond0: { type: "bond", state: "absent" },
      v1: { type: "vlan", vlan: { id: 1, link: "bond0" } },
    }),
  ).toEqual(["/interfaces/v1/vlan/link: bond0, which is no interface of the document"]);
});

test("the two ends of a pair name each other", () => {
  expect(
    found({
      ve0: { type: "veth", veth: { peer: "eth0" } },
      ve1: { type: "veth", veth: { peer: "ve9" } },
      ve2: { type: "veth", veth: { peer: "ve9" } },
      eth0,
    }),
  ).toEqual([
    "/interfaces/ve0/veth/peer: eth0, which is no other end of ve0",
    "/interfaces/ve1/veth/peer: ve9, which is the peer of ve2 as well",
    "/interfaces/ve2/veth/peer: ve9, which is the peer of ve1 as well",
  ]);
});

test("one end of a pair does not go alone", () => {
  expect(
    found({
      ve0: { type: "veth", veth: { peer: "ve1" } },
      ve1: { type: "veth", veth: { peer: "ve0" }, state: "absent" },
    }),
  ).toEqual(["/interfaces/ve0/veth/peer: ve1, which is to be absent"]);
});

test("what a bond's mode does not know, and delays that the kernel would round", () => {
  expect(
    found({
      bond0: {
        type: "bond",
        bond_ports: ["eth0"],
        bond: { mode: "balance-xor", lacp_rate: "fast", primary: "eth0", updelay: 150 },
      },
      eth0: { ...eth0, mtu: 9000 },
    }),
  ).toEqual([
    "/interfaces/bond0/bond/lacp_rate: an LACP rate with mode balance-xor",
    "/interfaces/bond0/bond/primary: a primary port with mode balance-xor",
    "/interfaces/bond0/bond/updelay: 150 ms, while the links are looked at every 100 ms",
    "/interfaces/eth0/mtu: MTU 9000 on eth0, a port of the bond bond0",
  ]);
});

test("links that stand on each other in a circle are told once", () => {
  expect(
    found({
      bond0: { type: "bond", bond_ports: ["v7"] },
      v7: { type: "vlan", vlan: { id: 7, link: "bond0" } },
    }),
  ).toEqual(["/interfaces/bond0: bond0, which stands on itself: bond0 on v7 on bond0"]);
});

test("routes of one family, that lead somewhere, by gateways that can be reached", () => {
  const routes = [
    { destination: "10.1.0.0/16", gateway: "192.0.2.1", metric: 5 },
    { destination: "10.1.0.0/16", gateway: "fd00::1" },
    { destination: "default" },
    { destination: "10.2.0.0/16", gateway: "198.51.100.1" },
    { destination: "10.3.0.0/16", gateway: "198.51.100.1", onlink: true },
    { destination: "10.4.0.0/33" },
    { destination: "10.5.0.0/16", source: "10.5" },
  ];

  expect(found({ eth0: { ...eth0, address: ["192.0.2.7/24", "fd00::7/64"], routes } })).toEqual([
    "/interfaces/eth0/routes/1/gateway: 10.1.0.0/16 by fd00::1, of two families",
    "/interfaces/eth0/routes/2/destination: a default route without a gateway",
    "/interfaces/eth0/routes/3/gateway: 198.51.100.1, which is in no network of the interface",
    "/interfaces/eth0/routes/5/destination: 10.4.0.0/33",
    "/interfaces/eth0/routes/6/source: 10.5",
  ]);
});

test("an address on the port of a kind that cannot be made yet is a warning", () => {
  const problems = checkNetwork({
    interfaces: {
      ovs0: { type: "ovs-bridge", bridge_ports: ["eth0"] },
      eth0: { ...eth0, address: "192.0.2.7/24" },
    },
  });

  expect(problems.map(({ severity }) => severity)).toEqual(["warning"]);
});
