import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hostForTests } from "../host-for-tests.ts";
import { type ModelledSystemctl, modelledSystemctl } from "../modelled-systemctl.fixture.ts";
import { beginTransaction, treeBelow } from "../transaction.fixture.ts";
import { systemdPlugin } from "./index.ts";

const lib = "/usr/lib/systemd/system";
let root: string;
let systemctl: ModelledSystemctl;
let host: ReturnType<typeof hostForTests>;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "groundstate-units-"));
  systemctl = modelledSystemctl(root);
  host = hostForTests(root, "live", ran => systemctl.answer(ran));
  await host.files.write(`${lib}/cron.service`, "WantedBy=multi-user.target\n");
  await host.files.write(`${lib}/ssh.service`, "WantedBy=multi-user.target\nAlias=sshd.service\n");
  await host.files.makeDirectory("/etc/systemd/system");
  await host.files.makeDirectory("/run/groundstate");
});
afterEach(() => rm(root, { recursive: true }));

/** Files, and units that run */
function state() {
  return { tree: treeBelow(root), active: [...systemctl.active].sort() };
}

const section = {
  services: { ssh: { state: "disabled" }, cron: { state: "enabled" } },
  custom_units: {
    "app.service": {
      content: "[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\nAlso=ssh.service",
    },
  },
};

async function sshRuns(): Promise<void> {
  await host.run("systemctl", ["enable", "ssh.service"]);
  await host.run("systemctl", ["start", "ssh.service"]);
}

test("after a rollback the same units are enabled and run, and no file of ours is left", async () => {
  await sshRuns();
  const before = state();
  const transaction = await beginTransaction(systemdPlugin, host, section);
  await transaction.apply();
  expect([...systemctl.active]).toEqual(["cron.service"]);

  await transaction.rollBack();
  await transaction.rollBack();

  expect(state()).toEqual(before);
});

test("a unit that is enabled along with a new one is as it was, although the new one's text is gone", async () => {
  const before = state();
  const only = { custom_units: section.custom_units };
  const transaction = await beginTransaction(systemdPlugin, host, only);
  await transaction.apply();
  await host.run("systemctl", ["enable", "ssh.service"]); // as Also= has it

  await transaction.rollBack();

  expect(state()).toEqual(before);
});

test("a socket and its service that were stopped run again, both of them", async () => {
  await host.files.write(`${lib}/ssh.socket`, "WantedBy=sockets.target\n");
  for (const unit of ["ssh.socket", "ssh.service"]) await host.run("systemctl", ["start", unit]);
  const before = state();
  const stopped = { services: { ssh: { state: "stopped" }, "ssh.socket": { state: "stopped" } } };
  const transaction = await beginTransaction(systemdPlugin, host, stopped);
  await transaction.apply();
  expect([...systemctl.active]).toEqual([]);

  await transaction.rollBack();

  expect(state()).toEqual(before);
});

test("a link that cannot be put back is named, and every unit runs as before", async () => {
  await sshRuns();
  const transaction = await beginTransaction(systemdPlugin, host, section);
  await transaction.apply();
  const { files } = host;
  const link = async (path: string, target: string): Promise<void> => {
    if (path.endsWith("sshd.service")) throw new Error("no space left on device");
    await files.link(path, target);
  };
  Object.assign(host, { files: { ...files, link } });

  await expect(transaction.rollBack()).rejects.toThrow("/sshd.service: no space left on device");

  expect([...systemctl.active]).toEqual(["ssh.service"]);
  expect(await files.readLink("/etc/systemd/system/multi-user.target.wants/ssh.service")).toBeDefined();
  expect(await files.readLink("/etc/systemd/system/multi-user.target.wants/cron.service")).toBeUndefined();
});

test("a template that was written goes again, its links and its instances with it", async () => {
  const before = state();
  const transaction = await beginTransaction(systemdPlugin, host, {
    custom_units: { "worker@.service": { content: "[Service]\nExecStart=/bin/true %i" } },
    services: { "worker@1": { running: true } },
  });
  await transaction.apply();
  expect([...systemctl.active]).toEqual(["worker@1.service"]);

  await transaction.rollBack();

  expect(state()).toEqual(before);
});

test("a service that was not restarted yet is not restarted by the rollback, and one that was is", async () => {
  await sshRuns();
  const section = { drop_ins: { "ssh.service": { x: { content: "[Service]\nNice=1" } } } };
  const transaction = await beginTransaction(systemdPlugin, host, section);

  await transaction.rollBack();
  expect(systemctl.starts.get("ssh.service")).toBe(1);

  await transaction.apply();
  await transaction.rollBack();
  expect(systemctl.starts.get("ssh.service")).toBe(3);
});

test("the message bus and slices, which no change restarts, are not restarted by a rollback either", async () => {
  for (const unit of ["dbus.service", "user.slice"]) {
    await host.files.write(`${lib}/${unit}`, "");
    await host.run("systemctl", ["start", unit]);
  }
  const section = {
    drop_ins: {
      "dbus.service": { x: { content: "[Service]\nLimitNOFILE=4096" } },
      "user.slice": { x: { content: "[Slice]\nTasksMax=500" } },
    },
  };
  const transaction = await beginTransaction(systemdPlugin, host, section);
  await transaction.apply();

  await transaction.rollBack();

  expect([...systemctl.starts]).toEqual([
    ["dbus.service", 1],
    ["user.slice", 1],
  ]);
});

test("what another version saved does not pass for rolled back", async () => {
  await expect(systemdPlugin.rollback(host, { units: [] }, () => undefined)).rejects.toThrow(
    "cannot read what plugin systemd saved",
  );
});
