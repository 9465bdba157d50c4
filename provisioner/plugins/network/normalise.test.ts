import { Value } from "@sinclair/typebox/value";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../../host/json.ts";
import { normaliseNetwork } from "./normalise.ts";
import { NetworkSection } from "./schema.ts";

test("a list in nmstate's spelling becomes the map, the controller's port included", () => {
  const section = normaliseNetwork({
    interfaces: [
      { name: "enp2s0", type: "ethernet", controller: "br0", ipv4: { enabled: false } },
      {
        name: "br0",
        type: "linux-bridge",
        ports: ["veth-vm100"],
        ipv4: {
          enabled: true,
          dhcp: false,
          address: [{ ip: "192.168.1.10", prefix: 24 }],
          gateway: "192.168.1.1",
          dns: ["1.1.1.1", "8.8.8.8"],
        },
        ipv6: { enabled: true, dhcp: true, address: [{ ip: "fd00::10", prefix: 64 }] },
      },
    ],
  });

  expect(section).toEqual({
    interfaces: {
      enp2s0: { type: "ethernet" },
      br0: {
        type: "bridge",
        bridge_ports: ["veth-vm100", "enp2s0"],
        dhcp: "ipv6",
        address: ["192.168.1.10/24", "fd00::10/64"],
        gateway: ["192.168.1.1"],
        dns: ["1.1.1.1", "8.8.8.8"],
      },
    },
  });
  expect(Value.Check(NetworkSection, section)).toBe(true);
});

test("bonds of their own become interfaces, or part of one", () => {
  const bond0 = { slaves: ["eth0", "eth1"], mode: "802.3ad", xmit_hash_policy: "layer3+4" };
  const bond = { mode: "802.3ad", hash_policy: "layer3+4" };

  expect(normaliseNetwork({ interfaces: {}, bonds: { bond0 } })).toEqual({
    interfaces: { bond0: { type: "bond", bond_ports: ["eth0", "eth1"], bond } },
  });
  expect(
    normaliseNetwork({
      interfaces: { bond0: { type: "bond", address: "10.0.0.1/24" } },
      bonds: [{ name: "bond0", ...bond0 }],
    }),
  ).toEqual({
    interfaces: { bond0: { type: "bond", bond_ports: ["eth0", "eth1"], bond, address: "10.0.0.1/24" } },
  });
});

test("a bond that an interface contradicts stays, to be refused, and nothing of it is lost", () => {
  const section = {
    interfaces: { bond0: { type: "bond", bond: { mode: "active-backup" } } },
    bonds: { bond0: { mode: "802.3ad" } },
  };

  expect(normaliseNetwork(section)).toEqual(section);
  expect(Value.Check(NetworkSection, section)).toBe(false);
});

test("settings of a kind that stand beside it go into its map", () => {
  const section = normaliseNetwork({
    interfaces: {
      bond0: { type: "bond", ports: ["eth0"], bond_mode: "active-backup", miimon: 100 },
      eth1: { type: "ethernet", controller: "bond0" },
      v7: { type: "vlan", id: 7, link: "bond0" },
      v8: { type: "vlan", vlan: { id: 8, "base-iface": "bond0" } },
      ve0: { type: "veth", peer: "ve1", address: [{ ip: "10.0.0.1", prefix: 24 }] },
    },
  });

  expect(section).toEqual({
    interfaces: {
      bond0: { type: "bond", bond_ports: ["eth0", "eth1"], bond: { mode: "active-backup", miimon: 100 } },
      eth1: { type: "ethernet" },
      v7: { type: "vlan", vlan: { id: 7, link: "bond0" } },
      v8: { type: "vlan", vlan: { id: 8, link: "bond0" } },
      ve0: { type: "veth", veth: { peer: "ve1" }, address: ["10.0.0.1/24"] },
    },
  });
  expect(Value.Check(NetworkSection, section)).toBe(true);
});

test("IPv6 that is not enabled is off, and autoconf means router advertisements", () => {
  const section = normaliseNetwork({
    interfaces: {
      eth0: { type: "ethernet", ipv4: { enabled: false }, ipv6: { enabled: false } },
      eth1: { type: "ethernet", ipv6: { enabled: true, autoconf: true } },
    },
  });

  expect(section).toEqual({
    interfaces: {
      eth0: { type: "ethernet", accept_ra: false, link_local: false },
      eth1: { type: "ethernet", accept_ra: true },
    },
  });
});

test("what it does not know stays where it is, for the schema to name", () => {
  const odd = { interfaces: { eth0: { type: "ethernet", ipv4: { enabled: true, metric: 5 } } } };
  expect(normaliseNetwork(odd)).toEqual(odd);
  const lost = { interfaces: [{ name: "eth0", type: "ethernet", controller: "br9" }] };
  expect(normaliseNetwork(lost)).toEqual({ interfaces: { eth0: { type: "ethernet", controller: "br9" } } });
});

test("normalising twice is normalising once, whatever stands there", () => {
  const name = fc.constantFrom("eth0", "br0", "br1");
  const family = fc.record(
    {
      enabled: fc.boolean(),
      dhcp: fc.boolean(),
      address: fc.array(fc.record({ ip: fc.ipV4(), prefix: fc.nat(32) })),
    },
    { requiredKeys: [] },
  );
  const entry = fc.record(
    {
      name,
      type: fc.constantFrom("ethernet", "linux-bridge", "ovs-bridge", "bond", "vlan", "veth"),
      controller: name,
      mode: fc.constantFrom("802.3ad", 7),
      bond_mode: fc.constantFrom("802.3ad"),
      bond: fc.constantFrom({}, { mode: "broadcast" }, []),
      id: fc.nat(),
      link: name,
      vlan: fc.constantFrom({ id: 7 }, { "base-iface": "eth0" }, null),
      peer: name,
      slaves: fc.array(name),
      ports: fc.array(name),
      ipv4: fc.oneof(family, fc.constant("auto")),
      ipv6: family,
    },
    { requiredKeys: ["name"] },
  );
  const lists = fc.oneof(fc.array(entry), fc.dictionary(name, fc.oneof(entry, fc.constant(null))));
  const section = fc.record({ interfaces: lists, bonds: lists }, { requiredKeys: ["interfaces"] });

  fc.assert(
    fc.property(section, input => {
      const json: Json = JSON.parse(JSON.stringify(input));
      const once = normaliseNetwork(json);
      expect(normaliseNetwork(once)).toEqual(once);
    }),
  );
});
