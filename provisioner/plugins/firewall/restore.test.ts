import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { beginTransaction, treeBelow } from "../transaction.fixture.ts";
import { firewallPlugin } from "./index.ts";
import { type ModelledMachine, machineBelow } from "./modelled-machine.fixture.ts";

const section = { rules: [{ port: 22, action: "accept" }], default_policy: { input: "drop" } };
const earlier = "table inet groundstate {\n\tchain input {\n\t}\n}";
let root: string;
let machine: ModelledMachine;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "groundstate-firewall-"));
  machine = await machineBelow(root);
});
afterEach(() => rm(root, { recursive: true }));

test("a machine without a firewall is without one again after a rollback", async () => {
  const before = treeBelow(root);
  const transaction = await beginTransaction(firewallPlugin, machine.host, section);
  await transaction.apply();
  expect(machine.table).toContain("dport 22");

  await transaction.rollBack();

  expect(machine.table).toBeUndefined();
  expect(treeBelow(root)).toEqual(before);
});

test("rules that were loaded before are loaded again, and the unit stays as enabled as it was", async () => {
  machine.table = earlier;
  await machine.host.run("systemctl", ["enable", "groundstate-firewall.service"]);
  const before = treeBelow(root);
  const transaction = await beginTransaction(firewallPlugin, machine.host, section);
  await transaction.apply();

  await transaction.rollBack();
  await transaction.rollBack();

  expect(machine.table).toBe(earlier);
  expect(treeBelow(root)).toEqual(before);
});

test("after a power cut, when the unit has loaded the new rules, those of before are loaded again", async () => {
  machine.table = earlier;
  const transaction = await beginTransaction(firewallPlugin, machine.host, section);
  await transaction.apply();
  machine.systemctl.active.add("groundstate-firewall.service");

  await transaction.rollBack();

  expect(machine.table).toBe(earlier);
});

test("a unit that was enabled by other links than its own keeps exactly those", async () => {
  const link = "/etc/systemd/system/basic.target.wants/groundstate-firewall.service";
  await machine.host.files.link(link, "/usr/lib/systemd/system/groundstate-firewall.service");
  const before = treeBelow(root);
  const transaction = await beginTransaction(firewallPlugin, machine.host, section);
  await transaction.apply();

  await transaction.rollBack();

  expect(treeBelow(root)).toEqual(before);
});

test("when the table cannot be put back, the unit is, and the error names the table", async () => {
  const before = treeBelow(root);
  const transaction = await beginTransaction(firewallPlugin, machine.host, section);
  await transaction.apply();
  machine.trouble = "netlink: Error: cache initialization failed";

  const undone = transaction.rollBack();

  await expect(undone).rejects.toThrow("found table inet groundstate in the kernel: nft does not load");
  await expect(undone).rejects.toThrow("cache initialization failed");
  expect(treeBelow(root)).toEqual(before);
});

test("when the unit's links cannot be put back, the table is", async () => {
  machine.table = earlier;
  const transaction = await beginTransaction(firewallPlugin, machine.host, section);
  await transaction.apply();
  const { files } = machine.host;
  const remove = async (path: string): Promise<void> => {
    if (path.includes("sysinit.target")) throw new Error("read-only file system");
    await files.remove(path);
  };
  Object.assign(machine.host, { files: { ...files, remove } });

  await expect(transaction.rollBack()).rejects.toThrow("read-only file system");
  expect(machine.table).toBe(earlier);
});

test("rules that cannot be read are not taken for none: the transaction does not begin", async () => {
  machine.trouble = "Error: Could not process rule: Operation not permitted";

  const begun = beginTransaction(firewallPlugin, machine.host, section);

  await expect(begun).rejects.toThrow("Operation not permitted");
});

test("a machine to which the same transaction brings nft can be rolled back", async () => {
  await machine.host.files.remove("/usr/sbin/nft");
  const transaction = await beginTransaction(firewallPlugin, machine.host, section);
  await machine.host.files.write("/usr/sbin/nft", "");
  await transaction.apply();

  await transaction.rollBack();

  expect(machine.table).toBeUndefined();
});

test("forwarding that was off is off again after a rollback", async () => {
  await machine.host.files.write("/proc/sys/net/ipv4/ip_forward", "0\n");
  await machine.host.files.write("/proc/sys/net/ipv6/conf/all/forwarding", "1\n");
  const before = treeBelow(root);
  const transaction = await beginTransaction(firewallPlugin, machine.host, { forwarding: "both" });
  await transaction.apply();
  await transaction.rollBack();

  const turned = machine.host.ran
    .filter(({ program }) => program === "sysctl")
    .map(({ args }) => args.at(-1));
  expect(turned).toEqual(["net.ipv4.ip_forward=1", "net.ipv4.ip_forward=0"]);
  expect(treeBelow(root)).toEqual(before);
});

test("rules that nft refuses are refused by the plan, before anything is changed", async () => {
  machine.complaint = "Error: conflicting intervals specified";

  const { actions } = await beginTransaction(firewallPlugin, machine.host, section);

  expect(actions[0]?.refused).toContain("conflicting intervals");
});
