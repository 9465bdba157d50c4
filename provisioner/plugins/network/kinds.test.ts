import { rm } from "node:fs/promises";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Json } from "../../host/json.ts";
import { networkPlugin } from "./index.ts";
import { hardware } from "./modelled-kernel.fixture.ts";
import type { ModelledMachine } from "./modelled-machine.fixture.ts";
import { type ModelledNetwork, modelledNetwork } from "./modelled-network.fixture.ts";

const eth0 = { type: "ethernet" };
const bond0 = { type: "bond", bond_ports: ["eth0", "eth1"], bond: { mode: "active-backup", miimon: 100 } };
const v7 = { type: "vlan", vlan: { id: 7, link: "bond0" }, address: "10.7.0.2/24" };
let network: ModelledNetwork;
let machine: ModelledMachine;
const state = () => network.state();
const begin = (interfaces: Json) => network.begin(interfaces);
const apply = (interfaces: Json) => network.apply(interfaces);

beforeEach(freshMachine);
afterEach(() => rm(network.root, { recursive: true }));

async function freshMachine(): Promise<void> {
  network = await modelledNetwork();
  ({ machine } = network);
}

function summaries(actions: readonly { summary: string }[]): string {
  return actions.map(({ summary }) => summary).join("\n");
}

test("a bond with a VLAN on it, a pair with one end in a bridge, and a dummy are made, and are all there is to do", async () => {
  const all = {
    bond0,
    v7: { ...v7, routes: [{ destination: "10.70.0.0/16", gateway: "10.7.0.1", metric: 50 }] },
    ve0: { type: "veth", veth: { peer: "ve1" }, address: "10.8.0.1/24" },
    br0: { type: "bridge", bridge_ports: ["ve1"], bridge: { stp: true } },
    dum0: { type: "dummy", address: ["10.9.0.1/32", "fd00::9/128"], mtu: 9000, mac: "02:00:00:00:00:09" },
  };

  await apply(all);

  expect((await begin(all)).actions).toEqual([]);
  expect(machine.links["eth1"]?.master).toBe("bond0");
  expect(machine.links["v7"]).toMatchObject({ kind: "vlan", lower: "bond0", settings: { id: 7 } });
  expect(machine.links["ve1"]).toMatchObject({ lower: "ve0", master: "br0" });
  expect(machine.links["dum0"]).toMatchObject({ mtu: 9000, mac: "02:00:00:00:00:09" });
});

test("what can be changed in place is, and the link stays", async () => {
  await apply({ bond0, v7, br0: { type: "bridge" } });
  const before = state();
  const other = { ...bond0, bond: { mode: "active-backup", miimon: 200 } };

  const transaction = await begin({ bond0: other, v7, br0: { type: "bridge", bridge: { stp: true } } });
  await transaction.apply();

  expect(machine.links["bond0"]?.settings).toMatchObject({ miimon: 200 });
  expect(machine.links["br0"]?.settings).toEqual({ stp_state: 1 });
  expect(summaries(transaction.actions)).not.toContain("anew");
  expect(machine.host.ran.some(({ args }) => args[0] === "delete")).toBe(false);
  await transaction.rollBack();
  expect(state()).toEqual(before);
});

test("a bond in another mode is made anew with what stands on it, the plan says so, and a rollback makes the old one", async () => {
  await apply({ bond0, v7 });
  const before = state();
  const transaction = await begin({ bond0: { ...bond0, bond: { mode: "802.3ad", lacp_rate: "fast" } }, v7 });
  expect(summaries(transaction.actions)).toContain(
    "make bond0 anew: its mode is active-backup, not 802.3ad; until it is back it carries nothing",
  );

  await transaction.apply();

  expect(machine.links["bond0"]?.settings).toMatchObject({ mode: "802.3ad", ad_lacp_rate: "fast" });
  expect(machine.links["v7"]?.addresses).toEqual(["10.7.0.2/24"]);
  expect(machine.links["eth0"]?.master).toBe("bond0");
  await transaction.rollBack();
  expect(state()).toEqual(before);
});

test("another VLAN id, another carrier and another peer take a new link", async () => {
  const ve0 = { type: "veth", veth: { peer: "ve1" } };
  await apply({ eth0, eth2: eth0, v7: { ...v7, vlan: { id: 7, link: "eth0" } }, ve0 });
  const before = state();

  const transaction = await begin({
    eth0,
    eth2: eth0,
    v7: { ...v7, vlan: { id: 8, link: "eth2" } },
    ve0: { type: "veth", veth: { peer: "ve9" } },
  });
  await transaction.apply();

  expect(summaries(transaction.actions)).toContain("make v7 anew: it is a VLAN of eth0, not of eth2");
  expect(summaries(transaction.actions)).toContain("make ve0 anew: its peer is ve1, not ve9");
  expect(machine.links["v7"]).toMatchObject({ lower: "eth2", settings: { id: 8 } });
  expect(machine.links["ve1"]).toBeUndefined();
  await transaction.rollBack();
  expect(state()).toEqual(before);
});

test("the carrier of a VLAN is not shaken for another id, nor for a VLAN that somebody took away", async () => {
  const eth2 = { type: "ethernet", dhcp: true };
  await apply({ eth2, v7: { ...v7, vlan: { id: 7, link: "eth2" } } });
  machine.host.ran.length = 0;

  await apply({ eth2, v7: { ...v7, vlan: { id: 8, link: "eth2" } } });
  expect(machine.links["v7"]).toMatchObject({ lower: "eth2", settings: { id: 8 } });
  delete machine.links["v7"];
  await apply({ eth2, v7: { ...v7, vlan: { id: 8, link: "eth2" } } });

  expect(machine.links["v7"]?.addresses).toEqual(["10.7.0.2/24"]);
  expect(machine.host.ran.filter(({ args }) => args[0] === "reconfigure")).toEqual([]);
});

test("cut between taking the old link away and making the new one, the rollback makes the old one", async () => {
  await apply({ bond0, v7 });
  const before = state();
  const transaction = await begin({ bond0: { ...bond0, bond: { mode: "802.3ad" } }, v7 });
  const untilReload = machine.host.run;
  const cut = async (...words: Parameters<typeof untilReload>) => {
    if (words[0] === "networkctl" && words[1][0] === "reload") throw new Error("cut");
    return untilReload(...words);
  };
  Object.assign(machine.host, { run: cut });
  await expect(transaction.apply()).rejects.toThrow("cut");
  expect(machine.links["bond0"]).toBeUndefined();
  Object.assign(machine.host, { run: untilReload });

  await transaction.rollBack();

  expect(state()).toEqual(before);
});

test("a link of that name that somebody else made is refused, and so is taking it away", async () => {
  machine.links["bond0"] = hardware({ kind: "bond", settings: { mode: "balance-rr" } });
  machine.links["br0"] = hardware({ kind: "bridge" });

  const { actions } = await begin({ bond0, br0: { type: "bridge", state: "absent" } });

  expect(actions.flatMap(({ refused }) => refused ?? [])).toEqual([
    "there is a link bond0 that no file of ours made, and its mode is balance-rr, not active-backup; take it away, or choose another name",
    "there is a link br0, but no file of ours made it; take it away where it was made",
  ]);
});

test("what is to be absent goes with its files, hardware loses only those, and a rollback brings all of it back", async () => {
  await apply({ eth2: { type: "ethernet", address: "10.2.0.1/24" }, bond0, v7 });
  const before = state();
  const absent = { state: "absent" };
  const section = {
    eth2: { type: "ethernet", ...absent },
    bond0: { type: "bond", ...absent },
    v7: { type: "vlan", ...absent },
  };

  const transaction = await begin(section);
  await transaction.apply();

  expect(Object.keys(machine.links)).toEqual(["eth0", "eth1", "eth2"]);
  expect(machine.links["eth2"]?.addresses).toEqual([]);
  expect((await begin(section)).actions).toEqual([]);
  await transaction.rollBack();
  expect(state()).toEqual(before);
});

test("hardware that was turned off is off again, and a bond made by hand has its ports again", async () => {
  machine.links["bond9"] = hardware({ kind: "bond", settings: { mode: "802.3ad", miimon: 50 } });
  machine.links["eth2"] = hardware({ master: "bond9" });
  const before = state();
  const transaction = await begin({
    bond0: { ...bond0, bond_ports: ["eth1", "eth2"] },
    bond9: { type: "bond", bond: { mode: "802.3ad", miimon: 100 } },
  });
  await transaction.apply();
  expect(machine.links["eth1"]).not.toHaveProperty("down");
  expect(machine.links["eth2"]?.master).toBe("bond0");
  expect(machine.links["bond9"]?.settings).toMatchObject({ miimon: 100 });

  await transaction.rollBack();

  expect(state()).toEqual(before);
});

test("routes that somebody set by hand come back, and those of the document do not stay", async () => {
  machine.links["eth2"] = hardware({
    addresses: ["192.0.2.7/24"],
    routes: [{ dst: "198.51.100.0/24", gateway: "192.0.2.9", metric: 7 }, { dst: "203.0.113.5/32" }],
  });
  const before = state();
  const transaction = await begin({
    eth2: {
      type: "ethernet",
      address: "192.0.2.8/24",
      routes: [{ destination: "10.3.2.1/8", gateway: "192.0.2.1" }],
    },
  });
  await transaction.apply();
  expect(machine.links["eth2"]?.routes).toEqual([
    { dst: "10.3.2.1/8", gateway: "192.0.2.1", protocol: "static" },
  ]);

  await transaction.rollBack();

  const { links, ...rest } = state();
  machine.links["eth2"]?.routes.sort((one, other) => (one.metric ?? 9) - (other.metric ?? 9));
  expect({ ...rest, links: machine.links }).toEqual({ ...before, links: before.links });
  expect(Object.keys(links)).toEqual(Object.keys(before.links));
});

const address = fc.constantFrom("10.1.0.1/24", ["10.2.0.1/24", "fd00::1/64"]);
const kinds = {
  bond0: fc.record(
    {
      type: fc.constant("bond"),
      bond_ports: fc.constantFrom(["eth0", "eth1"], ["eth1"], ["eth[01]"]),
      bond: fc.constantFrom({ mode: "802.3ad", lacp_rate: "fast" }, { mode: "broadcast", miimon: 50 }),
      mtu: fc.constantFrom(1400, 9000),
    },
    { requiredKeys: ["type", "bond_ports"] },
  ),
  eth0: fc.constant(eth0),
  eth2: fc.record(
    { type: fc.constant("ethernet"), mac: fc.constant("02:00:00:00:00:77"), dhcp: fc.boolean() },
    { requiredKeys: ["type"] },
  ),
  v7: fc.record({
    type: fc.constant("vlan"),
    vlan: fc.record({ id: fc.constantFrom(7, 8), link: fc.constantFrom("eth2", "bond0") }),
  }),
  br0: fc.record(
    { type: fc.constant("bridge"), bridge_ports: fc.constantFrom(["v7"], []), address },
    { requiredKeys: ["type", "bridge_ports"] },
  ),
  ve0: fc.constantFrom(
    { type: "veth", veth: { peer: "ve1" } },
    { type: "veth", veth: { peer: "ve1" }, state: "absent" },
  ),
  ve1: fc.constantFrom(
    { type: "veth", veth: { peer: "ve0" }, mtu: 1400 },
    { type: "veth", veth: { peer: "ve9" } },
    { type: "veth", veth: { peer: "ve9" }, state: "absent" },
  ),
  ve9: fc.constantFrom({ type: "veth", veth: { peer: "ve1" } }, { type: "veth", veth: { peer: "ve5" } }),
  dum0: fc.constantFrom({ type: "dummy" }, { type: "dummy", state: "absent" }),
};
const sections = fc
  .record(kinds, { requiredKeys: [] })
  // a port that has no entry has to be hardware
  .filter(({ br0, v7 }) => v7 !== undefined || br0?.bridge_ports.length !== 1)
  .map((interfaces): Json => JSON.parse(JSON.stringify(interfaces)))
  .filter(interfaces => {
    const domain = networkPlugin.open({ interfaces });
    return domain.check({ version: 1, plugins: {} }).length === 0;
  });

test("from any section to any other: applied there is nothing left to do, and rolled back all is as before", async () => {
  await fc.assert(
    fc.asyncProperty(sections, sections, async (first, second) => {
      await rm(network.root, { recursive: true });
      await freshMachine();
      await apply(first);
      expect((await begin(first)).actions).toEqual([]);
      const before = state();

      const transaction = await begin(second);
      expect(transaction.actions.flatMap(({ refused }) => refused ?? [])).toEqual([]);
      await transaction.apply();
      expect(summaries((await begin(second)).actions)).toBe("");

      await transaction.rollBack();
      expect(state()).toEqual(before);
    }),
    { numRuns: 25 },
  );
});
