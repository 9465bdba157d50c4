import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Json } from "../../host/json.ts";
import { beginTransaction, type Transaction, treeBelow } from "../transaction.fixture.ts";
import { filesystemPlugin } from "./index.ts";
import { looked, type ModelledMachine, machineBelow } from "./modelled-machine.fixture.ts";

const data = { source: "UUID=1111", fstype: "btrfs", options: "subvol=@data" };
const section = {
  subvolumes: { "@data": {}, "/srv/work": {} },
  mounts: { "/data": data },
  snapshots: { "/data": { schedule: "hourly", retention: 7 } },
};
let root: string;
let machine: ModelledMachine;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "groundstate-filesystem-"));
  machine = await machineBelow(root);
});
afterEach(() => rm(root, { recursive: true }));

const state = () => ({ tree: treeBelow(root), ...looked(machine) });
const begin = (wish: Json, owned: readonly string[] = []): Promise<Transaction> =>
  beginTransaction(filesystemPlugin, machine.host, wish, owned);

test("a subvolume is made and mounted, its snapshots are taken on time, and applied again there is nothing to do", async () => {
  await (await begin(section)).apply();

  expect(machine.top).toContain("@data");
  expect(machine.mounts.at(-1)).toMatchObject({ target: "/data", source: "/dev/vda3", fsroot: "/@data" });
  expect(machine.systemctl.active).toEqual(new Set(["groundstate-snapshots-data.timer"]));
  const { files } = machine.host;
  expect(await files.read("/etc/systemd/system/data.mount")).toContain(
    "[Mount]\nWhat=/dev/disk/by-uuid/1111\nWhere=/data\nType=btrfs\nOptions=subvol=@data\n",
  );
  expect(await files.readLink("/etc/systemd/system/local-fs.target.wants/data.mount")).toBe(
    "/etc/systemd/system/data.mount",
  );
  expect(await files.read("/etc/systemd/system/groundstate-snapshots-data.service")).toContain(
    "ExecStart=/usr/bin/groundstate snapshot --name auto --keep 7 /data\n",
  );
  expect(await files.read("/etc/systemd/system/groundstate-snapshots-data.timer")).toContain(
    "OnCalendar=hourly\nPersistent=true\n",
  );
  expect((await begin(section)).actions).toEqual([]);
});

test("a rollback takes away what was made, and a second one does no harm", async () => {
  const before = state();
  const transaction = await begin(section);
  await transaction.apply();

  await transaction.rollBack();
  await transaction.rollBack();

  expect(state()).toEqual(before);
});

test("what fails in the middle is rolled back whole", async () => {
  const before = state();
  machine.broken.add("mount /data");
  const transaction = await begin(section);
  await expect(transaction.apply()).rejects.toThrow("mount: /data: refused");
  expect(machine.top).toContain("@data");

  await transaction.rollBack();

  expect(state()).toEqual(before);
});

test("a subvolume that somebody used in the meantime stays, and is named", async () => {
  const domain = filesystemPlugin.open(section);
  const actions = await domain.plan(machine.host, { stage: "live", owned: [] });
  const saved = await domain.checkpoint(machine.host, actions);
  for (const action of actions) await action.apply(machine.host, () => undefined);
  await machine.host.files.write("/srv/work/letter", "new");
  machine.busy.add("@data");

  const left = await filesystemPlugin.rollback(machine.host, saved, () => undefined);

  expect(left).toEqual([
    "the subvolume @data stays: something is in it by now",
    "the subvolume /srv/work stays: something is in it by now",
  ]);
  expect(await machine.host.files.read("/srv/work/letter")).toBe("new");
});

test("other options are given to what is mounted, and taken back", async () => {
  await (await begin(section)).apply();
  const before = state();
  const mounts = { "/data": { ...data, options: "subvol=@data,noatime" } };
  const transaction = await begin({ ...section, mounts });
  await transaction.apply();
  expect(machine.mounts.at(-1)?.options).toBe("noatime,subvol=@data");
  expect((await begin({ ...section, mounts })).actions).toEqual([]);

  await transaction.rollBack();

  expect(state()).toEqual(before);
});

test("another source takes the place of the one before, and goes again", async () => {
  await (await begin(section)).apply();
  const before = state();
  const transaction = await begin({
    ...section,
    mounts: { "/data": { source: "LABEL=data", fstype: "ext4" } },
  });
  await transaction.apply();
  expect(machine.mounts.filter(({ target }) => target === "/data").map(({ source }) => source)).toEqual([
    "/dev/vdb",
  ]);

  await transaction.rollBack();

  expect(state()).toEqual(before);
});

test("what is in use is not unmounted, and who uses it is said", async () => {
  await (await begin(section)).apply();
  await machine.host.files.write("/proc/4711/comm", "postgres\n");
  const before = state();
  machine.busy.add("/data");
  const transaction = await begin({ ...section, mounts: { "/data": { ...data, state: "unmounted" } } });

  await expect(transaction.apply()).rejects.toThrow(
    "cannot unmount /data: found umount: /data: target is busy. | in use by postgres (4711)",
  );
  await transaction.rollBack();

  expect(state()).toEqual(before);
});

test("what an earlier document made goes with its units when it is no longer named; subvolumes stay", async () => {
  const before = state();
  await (await begin({ ...section, subvolumes: {} })).apply();
  const owned = ["mount/data", "snapshots/data"];

  const transaction = await begin({}, owned);
  await transaction.apply();

  const after = state();
  expect({ ...after, tree: undefined }).toEqual({ ...before, tree: undefined });
  expect(await machine.host.files.list("/etc/systemd/system/timers.target.wants")).toEqual([]);
  expect((await begin({}, owned)).actions).toEqual([]);
  await transaction.rollBack();
  expect(machine.mounts.at(-1)?.target).toBe("/data");
  expect(machine.systemctl.active).toEqual(new Set(["groundstate-snapshots-data.timer"]));
});

test("a subvolume is deleted when the document says so, and a rollback says that it is gone", async () => {
  await (await begin(section)).apply();
  const domain = filesystemPlugin.open({ subvolumes: { "/srv/work": { state: "absent" } } });
  const actions = await domain.plan(machine.host, { stage: "live", owned: [] });
  expect(actions).toMatchObject([{ kind: "delete", class: "irreversible" }]);
  const saved = await domain.checkpoint(machine.host, actions);

  for (const action of actions) await action.apply(machine.host, () => undefined);

  expect(await machine.host.files.list("/srv")).toEqual([]);
  expect(await filesystemPlugin.rollback(machine.host, saved, () => undefined)).toEqual([
    "the subvolume /srv/work is deleted, with what was in it",
  ]);
});

test("what lies in a subvolume at the top is seen, and keeps it from being deleted", async () => {
  await (await begin({ subvolumes: { "@data": {} } })).apply();
  machine.innerAtTop.push(["@data", "inner"], ["@home", "other"]);

  const { actions } = await begin({ subvolumes: { "@data": { state: "absent" } } });

  expect(actions[0]?.refused).toBe(
    "other subvolumes lie in it, which would go as well: inner; name those as absent first",
  );
  machine.innerAtTop.shift();
  await (await begin({ subvolumes: { "@data": { state: "absent" } } })).apply();
  expect(machine.top).not.toContain("@data");
});

test("a subvolume that comes to light when its file system is mounted is taken as it is", async () => {
  const wish = { ...section, subvolumes: { "@data": {}, "/data/inner": {} } };
  const transaction = await begin(wish);
  const { files } = machine.host;
  await files.write("/data/inner/letter", "old");
  machine.subvolumes.set(files.path("/data/inner"), undefined);

  await transaction.apply();

  expect(await files.read("/data/inner/letter")).toBe("old");
  expect((await begin(wish)).actions).toEqual([]);
});

test("in the chroot units and subvolumes are made; mounting waits for a running machine", async () => {
  const host = { ...machine.host, stage: "install" as const };
  const wish = { ...section, subvolumes: { "@data": {}, "/srv/work": {}, "/data/inner": {} } };
  const transaction = await beginTransaction(filesystemPlugin, host, wish);
  await transaction.apply();

  expect(machine.top).toContain("@data");
  expect(machine.mounts.map(({ target }) => target)).toEqual(["/"]);
  expect(await host.files.list("/etc/systemd/system/timers.target.wants")).toEqual([
    "groundstate-snapshots-data.timer",
  ]);
  expect(host.ran.some(({ program }) => program === "systemctl")).toBe(false);
  expect(await host.files.list("/data")).toEqual([]);
});

test("a folder that is bound comes back as that folder, not as its whole file system", async () => {
  const { files } = machine.host;
  await files.makeDirectory("/srv/letters");
  const bound = { mounts: { "/post": { source: "/srv/letters", options: "bind,noatime" } } };
  await (await begin(bound)).apply();
  expect((await begin(bound)).actions).toEqual([]);
  const before = state();
  const transaction = await begin({ mounts: { "/post": { ...bound.mounts["/post"], state: "unmounted" } } });
  await transaction.apply();
  expect(machine.mounts.map(({ target }) => target)).toEqual(["/"]);

  await transaction.rollBack();

  expect(machine.mounts.at(-1)).toMatchObject({
    target: "/post",
    source: "/dev/vda3",
    fsroot: "/@/srv/letters",
  });
  expect(state()).toEqual(before);
});

test("another folder takes the place of one that is bound, and goes again", async () => {
  const { files } = machine.host;
  await files.makeDirectory("/srv/letters");
  await files.makeDirectory("/srv/new/parcels");
  await files.link("/srv/parcels", "new/parcels");
  const bound = (source: string) => ({ mounts: { "/post": { source, options: "bind" } } });
  await (await begin(bound("/srv/letters"))).apply();
  const before = state();
  const transaction = await begin(bound("/srv/parcels"));
  await transaction.apply();
  expect(machine.mounts.map(({ fsroot }) => fsroot)).toEqual(["/@", "/@/srv/new/parcels"]);
  expect((await begin(bound("/srv/parcels"))).actions).toEqual([]);

  await transaction.rollBack();

  expect(state()).toEqual(before);
});

test("mounts in mounts go together, and come back the outer one first", async () => {
  const mounts = {
    "/data": { source: "LABEL=data", fstype: "ext4" },
    "/data/in": data,
    "/data/in/deep": { source: "tmpfs", fstype: "tmpfs" },
  };
  await (await begin({ mounts })).apply();
  const before = state();
  const transaction = await begin(
    {},
    Object.keys(mounts).map(path => `mount${path}`),
  );
  await transaction.apply();
  expect(machine.mounts.map(({ target }) => target)).toEqual(["/"]);

  await transaction.rollBack();

  expect(state()).toEqual(before);
});

test("a subvolume is seen on a btrfs that is not mounted", async () => {
  const wish = { subvolumes: { "@store": { device: "LABEL=data" } } };
  await (await begin(wish)).apply();
  expect((await begin(wish)).actions).toEqual([]);

  await (await begin({ subvolumes: { "@store": { device: "LABEL=data", state: "absent" } } })).apply();

  expect(machine.top).not.toContain("@store");
});

test("options of a folder that is bound are taken back from it alone, never from its whole file system", async () => {
  await machine.host.files.makeDirectory("/srv/letters");
  const bound = (options: string) => ({ mounts: { "/post": { source: "/srv/letters", options } } });
  await (await begin(bound("bind,ro"))).apply();
  const before = state();
  const transaction = await begin(bound("bind,noatime"));
  await transaction.apply();
  expect(machine.mounts.at(-1)?.options).toBe("noatime,subvol=/@");

  await transaction.rollBack();

  expect(state()).toEqual(before);
  const remounts = machine.host.ran.filter(({ args }) => args[1]?.startsWith("remount"));
  expect(remounts.map(({ args }) => args[1])).toEqual(["remount,bind,noatime", "remount,bind,rw,ro"]);
});
