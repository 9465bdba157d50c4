import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type ModelledMachine, machineBelow } from "./modelled-machine.fixture.ts";
import { takeSnapshot } from "./take-snapshot.ts";

let root: string;
let machine: ModelledMachine;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "groundstate-snapshot-"));
  machine = await machineBelow(root);
  await machine.host.run("btrfs", ["subvolume", "create", machine.host.files.path("/data")]);
});
afterEach(() => rm(root, { recursive: true }));

const names = () => machine.host.files.list("/data/.snapshots");

async function take(time: string, keep?: number, name = "auto"): Promise<void> {
  machine.now = new Date(`2026-11-20T${time}Z`);
  await takeSnapshot(machine.host, "/data", { name, keep }, () => undefined);
}

test("the newest are kept, and what they hold is what was there then", async () => {
  await machine.host.files.write("/data/file", "first");
  await take("01:00:00", 2);
  await machine.host.files.write("/data/file", "second");
  await take("02:00:00", 2);
  await take("03:00:00", 2);

  expect(await names()).toEqual(["auto-20261120-020000", "auto-20261120-030000"]);
  expect(await machine.host.files.read("/data/.snapshots/auto-20261120-020000/file")).toBe("second");
});

test("without a number all of them stay, and twice in a second is once", async () => {
  for (const time of ["01:00:00", "02:00:00", "02:00:00"]) await take(time);

  expect(await names()).toEqual(["auto-20261120-010000", "auto-20261120-020000"]);
});

test("snapshots of others are never deleted, not even when their names look the same", async () => {
  await take("01:00:00", 1);
  const { files } = machine.host;
  const snapshot = (from: string, to: string) =>
    machine.host.run("btrfs", [
      "subvolume",
      "snapshot",
      files.path(from),
      files.path(`/data/.snapshots/${to}`),
    ]);
  await machine.host.run("btrfs", ["subvolume", "create", files.path("/srv/other")]);
  await snapshot("/srv/other", "auto-20200101-000000");
  await snapshot("/data", "by-hand");
  await snapshot("/data", "auto-daily-20200101-000000");
  await files.makeDirectory("/data/.snapshots/auto-20200102-000000");

  await take("02:00:00", 1);

  expect(await names()).toEqual([
    "auto-20200101-000000",
    "auto-20200102-000000",
    "auto-20261120-020000",
    "auto-daily-20200101-000000",
    "by-hand",
  ]);
});

test("nothing is deleted when no snapshot could be taken", async () => {
  await take("01:00:00", 1);
  const { host } = machine;
  const refusing: typeof host = {
    ...host,
    run: (program, args, options) =>
      args[1] === "snapshot" ? Promise.reject(new Error("no space left")) : host.run(program, args, options),
  };
  machine.now = new Date("2026-11-20T02:00:00Z");

  await expect(takeSnapshot(refusing, "/data", { name: "auto", keep: 1 }, () => undefined)).rejects.toThrow(
    "no space left",
  );

  expect(await names()).toEqual(["auto-20261120-010000"]);
});

test("what is no subvolume is said to be none", async () => {
  await expect(takeSnapshot(machine.host, "/srv", { name: "auto" }, () => undefined)).rejects.toThrow(
    "cannot take a snapshot of /srv: found no btrfs subvolume at that path",
  );
});

test("no snapshot goes where a link leads to", async () => {
  await machine.host.files.link("/data/.snapshots", machine.host.files.path("/srv"));

  await expect(take("01:00:00")).rejects.toThrow("cannot put a snapshot into /data/.snapshots: found a link");

  expect(await machine.host.files.list("/srv")).toEqual([]);
});

test("when the clock was set back, the one just taken stays, and the one taken first goes", async () => {
  await take("05:00:00", 2);
  await take("06:00:00", 2);

  await take("01:00:00", 2);
  expect(await names()).toEqual(["auto-20261120-010000", "auto-20261120-060000"]);

  await take("02:00:00", 2);
  expect(await names()).toEqual(["auto-20261120-010000", "auto-20261120-020000"]);
});
