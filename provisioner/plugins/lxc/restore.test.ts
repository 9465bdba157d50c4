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
  const { subvolumes, running } = machine;
  return { tree: treeBelow(root), subvolumes: new Map(subvolumes), running: new Set(running) };
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

  await expect(transaction.rollBack()).rejects.toThrow("a subvolume that is no snapshot of /.snapshots/base");
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
