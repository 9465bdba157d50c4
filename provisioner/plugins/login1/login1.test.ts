import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Check } from "@sinclair/typebox/value";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Json } from "../../host/json.ts";
import { beginTransaction, treeBelow } from "../transaction.fixture.ts";
import { checkLogin1 } from "./check.ts";
import { login1Plugin } from "./index.ts";
import { type ModelledLogind, machineWithLogind } from "./modelled-logind.fixture.ts";
import { Login1Section } from "./schema.ts";

const policyPath = "/etc/systemd/logind.conf.d/90-groundstate.conf";
const linger = "/var/lib/systemd/linger";
let root: string;
let logind: ModelledLogind;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "groundstate-logind-"));
  logind = machineWithLogind(root, "live", "admin", "bob");
  await logind.host.files.makeDirectory(linger);
  await logind.host.files.makeDirectory("/etc/systemd/logind.conf.d");
});
afterEach(() => rm(root, { recursive: true }));

test("lingering goes through logind, and what an earlier document asked for ends with it", async () => {
  await apply({ users: { admin: { linger: true }, bob: { linger: true } } });
  expect([...logind.running]).toEqual(["admin", "bob"]);
  expect(await steps({ users: { admin: { linger: true }, bob: { linger: true } } })).toEqual([]);

  await apply({ users: { admin: { linger: true } } }, ["linger/bob"]);

  expect(await logind.host.files.list(linger)).toEqual(["admin"]);
  expect([...logind.running]).toEqual(["admin"]);
});

test("lingering of others, and of an account of which nothing is said, is left alone", async () => {
  await logind.host.files.write(`${linger}/bob`, "");

  expect(await steps({ users: { bob: {}, admin: {} } })).toEqual([]);
});

test("in the chroot lingering is a file and settings are one, and nothing is asked or reloaded", async () => {
  const chroot = machineWithLogind(root, "install", "admin").host;
  const section = { users: { admin: { linger: true } }, policy: { idle_action: "lock" } };
  const transaction = await beginTransaction(login1Plugin, chroot, section);

  await transaction.apply();

  expect(await chroot.files.read(`${linger}/admin`)).toBe("");
  expect(await chroot.files.read(policyPath)).toContain("[Login]\nIdleAction=lock\n");
  expect(chroot.ran.map(({ program }) => program)).toEqual(["getent"]);
  expect((await beginTransaction(login1Plugin, chroot, section)).actions).toEqual([]);
});

test("an account that is not there cannot linger, and the error says how to mend it", async () => {
  const transaction = await beginTransaction(login1Plugin, logind.host, { users: { eve: { linger: true } } });

  await expect(transaction.apply()).rejects.toThrow("put eve into plugins.users.accounts");
});

test("what lingers for an account that is gone is cleared away", async () => {
  await logind.host.files.write(`${linger}/gone`, "");

  await apply({ users: { gone: { linger: false } } });

  expect(await logind.host.files.list(linger)).toEqual([]);
});

test("a policy is written in logind's own words and in effect at once", async () => {
  const policy = {
    kill_user_processes: true,
    kill_exclude_users: ["root", "admin"],
    idle_action: "lock",
    idle_action_sec: "15min",
    sessions_max: 8192,
  };
  await apply({ policy });

  expect(await logind.host.files.read(policyPath)).toBe(
    [
      "# Written by groundstate from plugins.login1; edits do not stay",
      "[Login]",
      "KillUserProcesses=yes",
      "KillExcludeUsers=root admin",
      "IdleAction=lock",
      "IdleActionSec=15min",
      "SessionsMax=8192",
      "",
    ].join("\n"),
  );
  expect(logind.idleAction).toBe("lock");
  expect(await steps({ policy })).toEqual([]);
});

test("a setting that another file overrides does not hold", async () => {
  logind.overriding = "poweroff";

  await apply({ policy: { idle_action: "lock" } });

  const { actions } = await beginTransaction(login1Plugin, logind.host, { policy: { idle_action: "lock" } });
  expect(actions.map(({ changes }) => changes)).toEqual([
    [{ path: "IdleAction", from: "poweroff", to: "lock" }],
  ]);
});

test("our file goes with the policy of the document that made it; one that is not ours stays", async () => {
  await apply({ policy: { idle_action: "lock" } });
  expect(await steps({})).toEqual([]);

  await apply({}, ["policy"]);

  expect(await logind.host.files.read(policyPath)).toBeUndefined();
  expect(logind.idleAction).toBe("ignore");
  await logind.host.files.write(policyPath, "[Login]\nIdleAction=lock\n");
  expect(await steps({}, ["policy"])).toEqual([]);
});

test("after a rollback the same users linger and the same settings are in effect", async () => {
  await apply({ users: { bob: { linger: true } }, policy: { idle_action: "lock" } });
  const before = state();
  const transaction = await beginTransaction(login1Plugin, logind.host, {
    users: { admin: { linger: true }, bob: { linger: false } },
    policy: { idle_action: "poweroff" },
  });
  await transaction.apply();
  expect([...logind.running]).toEqual(["admin"]);

  await transaction.rollBack();
  await transaction.rollBack();

  expect(state()).toEqual(before);
});

test("the services of an account that the rollback took away again are ended", async () => {
  const transaction = await beginTransaction(login1Plugin, logind.host, {
    users: { bob: { linger: true } },
  });
  await transaction.apply();
  await logind.host.files.write("/etc/passwd", "admin:x:1000:::/home/admin:\n");

  await transaction.rollBack();

  expect([...logind.running]).toEqual([]);
});

test("where logind does not run a rollback asks nothing of it", async () => {
  const transaction = await beginTransaction(login1Plugin, logind.host, {
    users: { bob: { linger: true } },
    policy: { idle_action: "lock" },
  });
  logind.up = false;
  logind.host.bus.call = async () => {
    throw new Error("nobody answers");
  };

  expect(await transaction.rollBack()).toEqual([]);
});

test.each([
  ["no account of the document", {}, ["warning /users/bob/linger"]],
  ["an account that is to go", { bob: { state: "absent" } }, ["error /users/bob/linger"]],
  ["an account of the document", { bob: {} }, []],
])("lingering for %s", (_what, accounts, expected) => {
  const section = { users: { bob: { linger: true } } };
  const problems = checkLogin1(section, { version: 1, plugins: { users: { accounts }, login1: section } });

  expect(problems.map(({ severity = "error", pointer }) => `${severity} ${pointer}`)).toEqual(expected);
});

test.each([
  { policy: { idle_action: "explode" } },
  { policy: { idle_action_sec: "soon" } },
  { policy: { idle_action_sec: "5min\nKillUserProcesses=yes" } },
  { policy: { kill_only_users: ["a b"] } },
  { users: { "../etc": { linger: true } } },
])("%j is not accepted", section => {
  expect(Check(Login1Section, section)).toBe(false);
});

/** Files, whose services run, and the setting in effect */
function state() {
  return { tree: treeBelow(root), running: [...logind.running].sort(), idleAction: logind.idleAction };
}

async function apply(section: Json, owned: readonly string[] = []): Promise<void> {
  await (await beginTransaction(login1Plugin, logind.host, section, owned)).apply();
}

async function steps(section: Json, owned: readonly string[] = []): Promise<string[]> {
  const { actions } = await beginTransaction(login1Plugin, logind.host, section, owned);
  return actions.map(({ resource }) => resource);
}
