import { rm } from "node:fs/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type ModelledNetwork, modelledNetwork } from "./modelled-network.fixture.ts";

const eth0 = { type: "ethernet" };
const bond0 = { type: "bond", bond_ports: ["eth0", "eth1"], bond: { mode: "active-backup", miimon: 100 } };
let network: ModelledNetwork;

beforeEach(async () => {
  network = await modelledNetwork();
});
afterEach(() => rm(network.root, { recursive: true }));

test("a bond that is made anew gets ports with an entry of their own back, whose files do not change", async () => {
  const ports = { eth0, eth1: { type: "ethernet", mtu: 9000 } };
  await network.apply({ ...ports, bond0 });
  const before = network.state();
  const other = { ...ports, bond0: { ...bond0, bond: { mode: "802.3ad" } } };

  const transaction = await network.begin(other);
  await transaction.apply();

  expect([network.machine.links["eth0"]?.master, network.machine.links["eth1"]?.master]).toEqual([
    "bond0",
    "bond0",
  ]);
  expect((await network.begin(other)).actions).toEqual([]);
  await transaction.rollBack();
  expect(network.state()).toEqual(before);
});

test("a bond that somebody took away comes back with its ports", async () => {
  await network.apply({ eth0, bond0 });
  await network.machine.host.run("networkctl", ["delete", "bond0"]);

  await network.apply({ eth0, bond0 });

  expect([network.machine.links["eth0"]?.master, network.machine.links["eth1"]?.master]).toEqual([
    "bond0",
    "bond0",
  ]);
});
