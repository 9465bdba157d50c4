import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { beginTransaction, treeBelow } from "../transaction.fixture.ts";
import { networkPlugin } from "./index.ts";
import { hardware } from "./modelled-kernel.fixture.ts";
import { type ModelledMachine, machineBelow } from "./modelled-machine.fixture.ts";

const bridge = { interfaces: { vmbr0: { type: "bridge", bridge_ports: ["eth0"], address: "10.0.0.1/24" } } };
const foreign = "/etc/systemd/network/80-eth0.network";
const running = ["systemd-networkd.service", "systemd-networkd.socket", "systemd-resolved.service"];
let root: string;
let machine: ModelledMachine;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "groundstate-network-"));
  machine = await machineBelow(root);
});
afterEach(() => rm(root, { recursive: true }));

/** Files, links of the kernel, and units that run */
function state() {
  const active = [...machine.systemctl.active].sort();
  return structuredClone({ tree: treeBelow(root), links: machine.links, active });
}

async function networkdRuns(): Promise<void> {
  await machine.host.run("systemctl", ["enable", "systemd-networkd.service", "systemd-resolved.service"]);
  await machine.host.run("systemctl", ["start", "systemd-networkd.service"]);
  await machine.host.run("systemctl", ["start", "systemd-resolved.service"]);
}

test("networkd, off and stopped before, is off and stopped again, and so is its socket", async () => {
  const before = state();
  const transaction = await beginTransaction(networkPlugin, machine.host, bridge);
  await transaction.apply();
  expect([...machine.systemctl.active].sort()).toEqual(running);
  expect(machine.links["eth0"]?.master).toBe("vmbr0");

  await transaction.rollBack();

  expect(state()).toEqual(before);
  const stops = machine.host.ran.filter(({ args }) => args[0] === "stop").map(({ args }) => args[1]);
  expect(stops.indexOf("systemd-networkd.socket")).toBeLessThan(stops.indexOf("systemd-networkd.service"));
});

test("networkd that was enabled and only not running stays enabled", async () => {
  await machine.host.run("systemctl", ["enable", "systemd-networkd.service", "systemd-resolved.service"]);
  const before = state();
  const transaction = await beginTransaction(networkPlugin, machine.host, bridge);
  await transaction.apply();

  await transaction.rollBack();

  expect(state()).toEqual(before);
});

test("networkd that ran goes on running, and companions that were off stay off", async () => {
  await networkdRuns();
  const link = "/etc/systemd/system/network-online.target.wants/systemd-networkd-wait-online.service";
  await machine.host.files.removeTree(link.slice(0, link.lastIndexOf("/")));
  await machine.host.files.write(foreign, "[Match]\nName=eth0\n[Network]\nDHCP=yes\n");
  await machine.host.run("networkctl", ["reload"]);
  const before = state();
  const transaction = await beginTransaction(networkPlugin, machine.host, bridge);
  await transaction.apply();
  machine.systemctl.active.delete("systemd-networkd.service");

  await transaction.rollBack();
  await transaction.rollBack();

  expect(state()).toEqual(before);
});

test("a bridge that the transaction took away comes back with its port and its address", async () => {
  await networkdRuns();
  const first = await beginTransaction(networkPlugin, machine.host, bridge);
  await first.apply();
  const before = state();
  const nothing = { interfaces: { eth0: { type: "ethernet", dhcp: true } } };
  const transaction = await beginTransaction(networkPlugin, machine.host, nothing, ["interface/vmbr0"]);
  await transaction.apply();
  expect(machine.links["vmbr0"]).toBeUndefined();

  await transaction.rollBack();

  expect(state()).toEqual(before);
});

test("what another tool had configured is on the link again once networkd is off again", async () => {
  machine.links["eth0"] = hardware({ addresses: ["192.0.2.7/24"], routes: [{ gateway: "192.0.2.1" }] });
  const before = state();
  const section = {
    interfaces: {
      eth0: { type: "ethernet", address: "10.0.0.9/24", mtu: 9000, mac: "52:54:00:00:00:99" },
    },
  };
  const transaction = await beginTransaction(networkPlugin, machine.host, section);
  await transaction.apply();
  expect(machine.links["eth0"]?.addresses).toEqual(["10.0.0.9/24"]);

  await transaction.rollBack();

  expect(state()).toEqual(before);
});

test("an address that another daemon gave the link meanwhile is not taken away", async () => {
  const transaction = await beginTransaction(networkPlugin, machine.host, bridge);
  await transaction.apply();
  machine.links["eth0"]?.addresses.push("192.0.2.99/32");

  await transaction.rollBack();

  expect(machine.links["eth0"]?.addresses).toEqual(["192.0.2.99/32"]);
});

test("a bridge that does not go is named, and everything else is as before", async () => {
  const before = state();
  const transaction = await beginTransaction(networkPlugin, machine.host, bridge);
  await transaction.apply();
  machine.broken.add("networkctl delete vmbr0");

  await expect(transaction.rollBack()).rejects.toThrow("delete link vmbr0: networkctl delete vmbr0 exited");

  const after = state();
  expect({ ...after, links: { eth0: after.links["eth0"] } }).toEqual(before);
});

test("a daemon that does not stop is named, and the links are as before all the same", async () => {
  const before = state();
  const transaction = await beginTransaction(networkPlugin, machine.host, bridge);
  await transaction.apply();
  machine.systemctl.broken.add("stop systemd-networkd.service");

  await expect(transaction.rollBack()).rejects.toThrow("stop systemd-networkd.service: systemctl stop");

  expect(state()).toEqual({ ...before, active: ["systemd-networkd.service"] });
});

test("a bridge that does not come back is named", async () => {
  await networkdRuns();
  const first = await beginTransaction(networkPlugin, machine.host, bridge);
  await first.apply();
  const section = { interfaces: { eth0: { type: "ethernet", dhcp: true } } };
  const transaction = await beginTransaction(networkPlugin, machine.host, section, ["interface/vmbr0"]);
  await transaction.apply();
  machine.broken.add("networkctl reload");

  const undone = transaction.rollBack();

  await expect(undone).rejects.toThrow("networkctl reload: refused");
  await expect(undone).rejects.toThrow(
    "link vmbr0: cannot bring vmbr0 back to what it was: found there is no",
  );
});

test("a lease that does not come back is named", async () => {
  await networkdRuns();
  await machine.host.files.write(foreign, "[Match]\nName=eth0\n[Network]\nDHCP=yes\n");
  await machine.host.run("networkctl", ["reload"]);
  const transaction = await beginTransaction(networkPlugin, machine.host, bridge);
  await transaction.apply();
  machine.dhcpServer = false;

  await expect(transaction.rollBack()).rejects.toThrow("DHCP: the lease that it had did not come back");
});

test("in the chroot a rollback puts the daemons' links back and asks nothing of what runs", async () => {
  Object.assign(machine.host, { stage: "install" });
  const before = treeBelow(root);
  const transaction = await beginTransaction(networkPlugin, machine.host, bridge);
  await transaction.apply();
  machine.host.ran.length = 0;

  await transaction.rollBack();

  expect(treeBelow(root)).toEqual(before);
  expect(machine.host.ran).toEqual([]);
});
