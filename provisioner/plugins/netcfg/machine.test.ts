import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { PlannedAction } from "../../contract/plugin.ts";
import type { Json } from "../../host/json.ts";
import { beginTransaction, treeBelow } from "../transaction.fixture.ts";
import { netcfgPlugin } from "./index.ts";
import { type ModelledMachine, machineBelow } from "./modelled-machine.fixture.ts";

const section = {
  routing: [
    { destination: "10.77.0.0/16", gateway: "10.0.2.2", interface: "enp1s0", metric: 100 },
    { destination: "default", gateway: "10.0.2.3", interface: "enp1s0", table: 100 },
  ],
  routing_rules: [{ priority: 1000, from: "10.55.0.0/24", table: 100 }],
  dns: { search_domains: ["vpn.internal", "example.com"], servers: ["9.9.9.9"] },
};
const dropIn = "/etc/systemd/network/50-groundstate-enp1s0.network.d/50-groundstate-netcfg.conf";
let root: string;
let machine: ModelledMachine;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "groundstate-netcfg-"));
  machine = machineBelow(root);
  await machine.host.files.makeDirectory("/etc/systemd/network");
});
afterEach(() => rm(root, { recursive: true }));

async function plan(wanted: Json, owned: readonly string[] = []): Promise<PlannedAction[]> {
  const planned = await netcfgPlugin.open(wanted).plan(machine.host, { stage: machine.host.stage, owned });
  return planned.filter(({ kind }) => kind !== "noop");
}

async function apply(wanted: Json, owned: readonly string[] = []): Promise<void> {
  const transaction = await beginTransaction(netcfgPlugin, machine.host, wanted, owned);
  await transaction.apply();
}

test("routes, rules and names hold once they are applied", async () => {
  await apply(section);

  expect(await plan(section)).toEqual([]);
  expect(machine.routes).toMatchObject([
    { dst: "10.77.0.0/16", gateway: "10.0.2.2", metric: 100 },
    { dst: "default", gateway: "10.0.2.3", table: "100" },
  ]);
  expect(machine.rules.at(-1)).toMatchObject({ priority: 1000, src: "10.55.0.0", table: "100" });
});

test("what somebody took out of the kernel, or out of a file, is drift", async () => {
  await apply(section);
  machine.rules.pop();
  machine.routes.pop();
  await machine.host.files.remove("/etc/systemd/resolved.conf.d/50-groundstate-netcfg.conf");

  const drift = (await plan(section)).map(({ resource }) => resource);

  expect(drift).toEqual(["route/enp1s0", "routing_rules/kernel", "dns", "dns/resolved"]);
});

test("routes are added to the file that configures the link, also when that is another one by the time of applying", async () => {
  machine.networkFiles["enp1s0"] = "/usr/lib/systemd/network/80-wired.network";
  const transaction = await beginTransaction(netcfgPlugin, machine.host, section);
  machine.networkFiles["enp1s0"] = "/etc/systemd/network/50-groundstate-enp1s0.network";
  await transaction.apply();

  expect(await machine.host.files.read(dropIn)).toContain("Destination=10.77.0.0/16");
  expect(await plan(section)).toEqual([]);

  machine.networkFiles["enp1s0"] = "/usr/lib/systemd/network/80-wired.network";
  await apply(section);

  expect(await machine.host.files.facts(dropIn)).toBeUndefined();
  expect(await plan(section)).toEqual([]);
});

test("a file that configures several links takes no routes for one of them", async () => {
  machine.networkFiles["enp2s0"] = machine.networkFiles["enp1s0"] ?? "";
  const before = treeBelow(root);

  await expect(apply(section)).rejects.toThrow("declare enp1s0 in plugins.network");
  expect(treeBelow(root)).toEqual(before);
});

test("a rollback leaves files, routes and rules as they were, half-way or after all of it", async () => {
  await apply({ routing: [{ destination: "10.66.0.0/16", interface: "enp1s0" }] });
  const before = { tree: treeBelow(root), routes: machine.routes, rules: machine.rules };
  const transaction = await beginTransaction(netcfgPlugin, machine.host, section);
  await transaction.apply();
  await transaction.rollBack();
  expect({ tree: treeBelow(root), routes: machine.routes, rules: machine.rules }).toEqual(before);

  const halfWay = await beginTransaction(netcfgPlugin, machine.host, section);
  machine.deaf = "enp1s0";
  await expect(halfWay.apply()).rejects.toThrow("the kernel did not get within 60 s");
  machine.deaf = undefined;
  await halfWay.rollBack();
  expect({ tree: treeBelow(root), routes: machine.routes, rules: machine.rules }).toEqual(before);
});

test("a rollback takes the drop-in away also when the link's file came only after planning", async () => {
  machine.networkFiles["enp1s0"] = "/usr/lib/systemd/network/80-wired.network";
  const before = treeBelow(root);
  const transaction = await beginTransaction(netcfgPlugin, machine.host, { routing: section.routing });
  machine.networkFiles["enp1s0"] = "/etc/systemd/network/50-groundstate-wan.network";
  await transaction.apply();

  await transaction.rollBack();

  expect(treeBelow(root)).toEqual(before);
});

test("a route that somebody set by hand is set again when the rollback lost it", async () => {
  machine.routes.push({ dst: "10.44.0.0/16", gateway: "10.0.2.9", dev: "enp1s0", protocol: "3" });
  const transaction = await beginTransaction(netcfgPlugin, machine.host, section);
  await transaction.apply();
  machine.routes = [];

  await transaction.rollBack();

  expect(machine.routes).toMatchObject([{ dst: "10.44.0.0/16", gateway: "10.0.2.9" }]);
});

test("a rollback leaves routes and rules that others set in the meantime", async () => {
  const transaction = await beginTransaction(netcfgPlugin, machine.host, section);
  await transaction.apply();
  const route = { dst: "10.44.0.0/16", gateway: "10.0.2.9", dev: "enp1s0", protocol: "3" };
  const rule = { priority: 900, src: "10.4.0.0", srclen: 16, table: "100", protocol: "3" };
  machine.routes.push(route);
  machine.rules.push(rule);

  await transaction.rollBack();

  expect(machine.routes).toEqual([route]);
  expect(machine.rules.slice(1)).toEqual([rule]);
});

test("a rule that changed, or that is no longer named beside others, leaves the kernel; a rollback brings it back", async () => {
  const rules = [
    { priority: 1000, from: "10.55.0.0/24", table: 100 },
    { priority: 1001, from: "10.56.0.0/24", table: 100 },
  ];
  await apply({ routing_rules: rules });
  const before = { tree: treeBelow(root), rules: [...machine.rules] };
  const changed = { routing_rules: [{ ...rules[0], table: 200 }] };

  const transaction = await beginTransaction(netcfgPlugin, machine.host, changed);
  await transaction.apply();

  expect(machine.rules.slice(1)).toMatchObject([{ priority: 1000, table: "200" }]);
  expect(await plan(changed)).toEqual([]);

  await transaction.rollBack();

  expect(treeBelow(root)).toEqual(before.tree);
  expect(machine.rules).toHaveLength(before.rules.length);
  expect(machine.rules).toEqual(expect.arrayContaining(before.rules));
});

test("what the document no longer names goes when we made it, and stays when somebody else did", async () => {
  await apply(section);
  const empty = { routing: [], routing_rules: [], dns: {} };

  expect(await plan(empty)).toEqual([]);
  await apply(empty, ["routes/enp1s0", "routing_rules", "dns"]);

  expect(treeBelow(join(root, "etc/systemd/network"))).toEqual({});
  expect([machine.routes, machine.rules.length]).toEqual([[], 1]);
});

test("in the chroot the files are written, and what takes a running machine waits", async () => {
  machine = machineBelow(root, "install");

  const actions = await plan(section);

  expect(actions.map(({ resource, needsLive = false }) => [resource, needsLive])).toEqual([
    ["routes/enp1s0", false],
    ["route/enp1s0", true],
    ["routing_rules", false],
    ["routing_rules/kernel", true],
    ["dns", false],
    ["dns/resolved", true],
  ]);
});

test("a flow is refused with the reason, and a loopback link that is configured already keeps its file", async () => {
  machine.networkFiles["lo"] = "/etc/systemd/network/10-lo.network";
  const flows = {
    ovs_flows: [{ bridge: "ovsbr0", actions: "normal" }],
    routing_rules: section.routing_rules,
  };

  const refused = (await plan(flows)).flatMap(action => action.refused ?? []);

  expect(refused).toEqual([
    expect.stringContaining("10-lo.network"),
    expect.stringContaining("Open vSwitch"),
  ]);
});
