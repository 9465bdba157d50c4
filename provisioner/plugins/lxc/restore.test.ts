import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { beginTransaction, treeBelow } from "../transaction.fixture.ts";
import { lxcPlugin } from "./index.ts";
import { type ModelledMachine, machineBelow } from "./modelled-machine.fixture.ts";

const web = { template: "base", autostart: true, state: "started" };
const networkInside = "/var/lib/lxc/web/rootfs/etc/systemd/network/50-groundstate-eth0.network";
let root: string;
let machine: ModelledMachine;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "groundstate-lxc-"));
  machine = await machineBelow(root);
});
afterEach(() => rm(root, { recursive: true }));

/** Files, subvolumes, and containers that run */
function state() {
  const { subvolumes, running, limits } = machine;
  return {
    tree: treeBelow(root),
    subvolumes: new Map(subvolumes),
    running: new Set(running),
    limits: limits && new Map(limits),
  };
}

test("a container that was made goes again, with what systemd made in it", async () => {
  const before = state();
  const transaction = await beginTransaction(lxcPlugin, machine.host, { containers: { web } });
  await transaction.apply();
  expect(machine.running).toEqual(new Set(["web"]));
  machine.subvolumes.set(machine.host.files.path("/var/lib/lxc/web/rootfs/var/lib/machines"), undefined);

  await transaction.rollBack();
  await transaction.rollBack();

  expect(state()).toEqual(before);
});

test("a container that was in use since it was made is stopped, and its files stay and are named", async () => {
  const transaction = await beginTransaction(lxcPlugin, machine.host, { containers: { web } });
  await transaction.apply();
  await machine.host.files.write("/var/lib/lxc/web/rootfs/srv/data", "years of work");

  const left = await transaction.rollBack(true);

  expect(left).toEqual([
    "the files of container web stay in /var/lib/lxc/web/rootfs, without its configuration",
  ]);
  expect(await machine.host.files.read("/var/lib/lxc/web/rootfs/srv/data")).toBe("years of work");
  expect(machine.running).toEqual(new Set());
});

test("a container of the administrator's own template is a snapshot of that, and goes again", async () => {
  const { files } = machine.host;
  await files.write("/.snapshots/templates/debian-12/etc/debian_version", "12.9\n");
  await files.makeDirectory("/.snapshots/templates/debian-12/etc/systemd/network");
  machine.subvolumes.set(files.path("/.snapshots/templates/debian-12"), undefined);
  const before = state();
  const transaction = await beginTransaction(lxcPlugin, machine.host, {
    containers: { old: { template: "debian-12" } },
  });
  await transaction.apply();
  expect(await files.read("/var/lib/lxc/old/rootfs/etc/debian_version")).toBe("12.9\n");
  expect(await files.read("/var/lib/lxc/old/rootfs/etc/hostname")).toBe("old\n");

  await transaction.rollBack();

  expect(state()).toEqual(before);
});

test("an attempt that was cut in the middle goes again", async () => {
  const before = state();
  const transaction = await beginTransaction(lxcPlugin, machine.host, { containers: { web } });
  machine.broken.add("mv --no-target-directory");
  await transaction.apply().catch(() => undefined);
  expect(await machine.host.files.list("/var/lib/lxc/web")).toEqual(["rootfs.new"]);

  await transaction.rollBack();

  expect(state()).toEqual(before);
});

test("what lay in the folder before stays there, with its mode", async () => {
  const { files } = machine.host;
  await files.makeDirectory("/var/lib/lxc/web", { mode: 0o700 });
  await files.write("/var/lib/lxc/web/data.img", "years of work");
  const before = state();
  const transaction = await beginTransaction(lxcPlugin, machine.host, { containers: { web } });
  await transaction.apply();

  await transaction.rollBack();

  expect(state()).toEqual(before);
});

test("a container that somebody made by hand after a cut is not deleted, and is named", async () => {
  const transaction = await beginTransaction(lxcPlugin, machine.host, { containers: { web, db: web } });
  await transaction.apply();
  const { files } = machine.host;
  await machine.host
    .run("btrfs", ["subvolume", "delete", files.path("/var/lib/lxc/web/rootfs")])
    .catch(() => undefined);
  machine.running.clear();
  await files.removeTree("/var/lib/lxc/web/rootfs");
  machine.subvolumes.delete(files.path("/var/lib/lxc/web/rootfs"));
  await files.write("/var/lib/lxc/web/rootfs/srv/data", "new work");

  await expect(transaction.rollBack()).rejects.toThrow(
    "delete web: will not delete /var/lib/lxc/web/rootfs: found no btrfs subvolume",
  );
  expect(await files.read("/var/lib/lxc/web/rootfs/srv/data")).toBe("new work");
  expect(await files.list("/var/lib/lxc")).toEqual(["web"]);
});

test("a subvolume that is no snapshot of the base image is not deleted", async () => {
  const transaction = await beginTransaction(lxcPlugin, machine.host, { containers: { web } });
  await transaction.apply();
  machine.subvolumes.set(machine.host.files.path("/var/lib/lxc/web/rootfs"), "another");

  await expect(transaction.rollBack()).rejects.toThrow("a subvolume that is no snapshot of a template");
  expect(await machine.host.files.list("/var/lib/lxc/web/rootfs")).not.toEqual([]);
});

test("a container that does not stop is named and kept whole; the other one goes", async () => {
  const before = state();
  const transaction = await beginTransaction(lxcPlugin, machine.host, { containers: { web, db: web } });
  await transaction.apply();
  machine.broken.add("lxc-stop web");

  await expect(transaction.rollBack()).rejects.toThrow("delete web: lxc-stop --name web");

  expect(await machine.host.files.list("/var/lib/lxc")).toEqual(["web"]);
  expect(machine.running).toEqual(new Set(["web"]));
  machine.broken.clear();
  await transaction.rollBack();
  expect(state()).toEqual(before);
});

test("a container that was there is configured and runs as before", async () => {
  await (await beginTransaction(lxcPlugin, machine.host, { containers: { web } })).apply();
  const before = state();
  const other = { ...web, state: "stopped", config: { memory: "1G", network: { bridge: "vmbr0" } } };
  const transaction = await beginTransaction(lxcPlugin, machine.host, { containers: { web: other } });
  await transaction.apply();
  expect(machine.running).toEqual(new Set());
  expect(await machine.host.files.read(networkInside)).toContain("DHCP=yes");

  await transaction.rollBack();

  expect(state()).toEqual(before);
});

test("what a container may write is limited, and back as before; its memory changes while it runs", async () => {
  const limited = (rootfs: string, memory: string) => ({ web: { ...web, config: { rootfs, memory } } });
  const before = state();
  const first = await beginTransaction(lxcPlugin, machine.host, { containers: limited("2G", "1G") });
  await first.apply();
  expect([...(machine.limits ?? [])].map(([, bytes]) => bytes)).toEqual([2 * 1024 ** 3]);
  await first.rollBack();
  expect(state()).toEqual(before);

  await (await beginTransaction(lxcPlugin, machine.host, { containers: limited("2G", "1G") })).apply();
  const made = state();
  const second = await beginTransaction(lxcPlugin, machine.host, { containers: limited("4G", "3G") });
  await second.apply();
  expect([...(machine.limits ?? [])].map(([, bytes]) => bytes)).toEqual([4 * 1024 ** 3]);
  expect(Object.fromEntries(machine.adjusted)).toEqual({ "web memory.max": "3G", "web cpu.max": "max" });
  await second.rollBack();

  expect(state()).toEqual(made);
  expect(machine.adjusted.get("web memory.max")).toBe("1G");
});

test("a rollback says that the file system stays marked once btrfs has counted", async () => {
  const domain = lxcPlugin.open({ containers: { web: { config: { rootfs: "2G" } } } });
  const actions = await domain.plan(machine.host, { stage: "live", owned: [] });
  const saved = await domain.checkpoint(machine.host, actions);
  const rollBack = () => lxcPlugin.rollback(machine.host, saved, () => undefined);
  expect(await rollBack()).toEqual([]);

  for (const action of actions) await action.apply(machine.host, () => undefined);

  expect((await rollBack()).join()).toContain("kernels before 6.7 do not mount it");
  expect(machine.limits).toBeUndefined();
});

test("a container that is named as absent goes with all that is in it, and a rollback says that it is gone", async () => {
  const before = state();
  await (await beginTransaction(lxcPlugin, machine.host, { containers: { web } })).apply();
  machine.subvolumes.set(machine.host.files.path("/var/lib/lxc/web/rootfs/var/lib/machines"), undefined);
  const domain = lxcPlugin.open({ containers: { web: { state: "absent" } } });
  const actions = await domain.plan(machine.host, { stage: "live", owned: [] });
  const saved = await domain.checkpoint(machine.host, actions);

  for (const action of actions) await action.apply(machine.host, () => undefined);

  const after = state();
  expect({ ...after, tree: undefined }).toEqual({ ...before, tree: undefined });
  expect(await machine.host.files.list("/var/lib/lxc")).toEqual([]);
  const left = await lxcPlugin.rollback(machine.host, saved, () => undefined);
  expect(left).toEqual(["the container web is deleted, with its data"]);
  await lxcPlugin.resume(machine.host, saved, () => undefined);
  expect(state()).toEqual(after);
});

test("a container that was to be deleted, and was not yet, runs on", async () => {
  await (await beginTransaction(lxcPlugin, machine.host, { containers: { web } })).apply();
  const before = state();
  const transaction = await beginTransaction(lxcPlugin, machine.host, {
    containers: { web: { state: "absent" } },
  });
  machine.broken.add(`btrfs delete ${machine.host.files.path("/var/lib/lxc/web/rootfs")}`);
  await expect(transaction.apply()).rejects.toThrow("refused");

  await transaction.rollBack();

  expect(state()).toEqual(before);
});

test("a container that was restarted with another address runs with its old one again", async () => {
  const at = (ip: string) => ({
    containers: { web: { ...web, config: { network: { bridge: "b", ip: `${ip}/24` } } } },
  });
  const starts = () => machine.host.ran.filter(({ program }) => program === "lxc-start").length;
  machine.addresses.set("web", "10.0.0.5");
  await (await beginTransaction(lxcPlugin, machine.host, at("10.0.0.5"))).apply();
  const before = state();
  const transaction = await beginTransaction(lxcPlugin, machine.host, at("10.0.0.6"));
  machine.addresses.set("web", "10.0.0.6");
  await transaction.apply();
  expect(starts()).toBe(2);

  await transaction.rollBack();

  expect(state()).toEqual(before);
  expect(starts()).toBe(3);
});

test("a container that ran already, and was only waited for, goes on running", async () => {
  const section = {
    containers: { web: { ...web, config: { network: { bridge: "b", ip: "10.0.0.5/24" } } } },
  };
  machine.addresses.set("web", "10.0.0.5");
  await (await beginTransaction(lxcPlugin, machine.host, section)).apply();
  machine.addresses.clear();
  const before = state();
  const transaction = await beginTransaction(lxcPlugin, machine.host, section);
  expect(transaction.actions.map(({ resource }) => resource)).toEqual(["running/web"]);
  machine.addresses.set("web", "10.0.0.5");
  await transaction.apply();

  await transaction.rollBack();

  expect(state()).toEqual(before);
});

test("what the container's root put in the way is neither written nor taken for its network", async () => {
  await (await beginTransaction(lxcPlugin, machine.host, { containers: { web } })).apply();
  const { files } = machine.host;
  await files.write("/etc/systemd/network/50-groundstate-eth0.network", "the host's own");
  await files.removeTree("/var/lib/lxc/web/rootfs/etc/systemd");
  await files.link("/var/lib/lxc/web/rootfs/etc/systemd", files.path("/etc/systemd"));
  const section = { containers: { web: { ...web, config: { memory: "1G" } } } };

  const begun = beginTransaction(lxcPlugin, machine.host, section);

  await expect(begun).rejects.toThrow("a symbolic link");
  expect(await files.read("/etc/systemd/network/50-groundstate-eth0.network")).toBe("the host's own");
});
