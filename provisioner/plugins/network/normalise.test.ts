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

test("bonds of their own become interfaces", () => {
  expect(
    normaliseNetwork({ interfaces: {}, bonds: { bond0: { slaves: ["eth0", "eth1"], mode: "802.3ad" } } }),
  ).toEqual({
    interfaces: { bond0: { type: "bond", bond_ports: ["eth0", "eth1"], bond_mode: "802.3ad" } },
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
      type: fc.constantFrom("ethernet", "linux-bridge", "ovs-bridge"),
      controller: name,
      ports: fc.array(name),
      ipv4: fc.oneof(family, fc.constant("auto")),
      ipv6: family,
    },
    { requiredKeys: ["name"] },
  );
  const section = fc.record({ interfaces: fc.oneof(fc.array(entry), fc.dictionary(name, entry)) });

  fc.assert(
    fc.property(section, input => {
      const json: Json = JSON.parse(JSON.stringify(input));
      const once = normaliseNetwork(json);
      expect(normaliseNetwork(once)).toEqual(once);
    }),
  );
});
