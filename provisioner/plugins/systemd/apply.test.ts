import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { nothingToDo } from "../../contract/action.ts";
import { hostForTests, type Ran } from "../host-for-tests.ts";
import { applySystemd } from "./apply.ts";
import type { SystemdOperation } from "./operation.ts";
import { querySystemd } from "./query.ts";
import { checkpointSystemd, resumeSystemd, rollbackSystemd } from "./restore.ts";

const etc = "/etc/systemd/system";
const lib = "/usr/lib/systemd/system";
const app: SystemdOperation = {
  do: "write file",
  unit: "app.service",
  path: `${etc}/app.service`,
  content: "[Service]\n",
};
let root: string;
let said: string[];
const report = (message: string): void => {
  said.push(message);
};

beforeEach(async () => {
  said = [];
  root = await mkdtemp(join(tmpdir(), "groundstate-systemd-"));
  await hostForTests(root, "live").files.write(`${lib}/ssh.service`, "[Install]\nAlias=sshd.service\n");
});
afterEach(() => rm(root, { recursive: true }));

test("a unit that systemd refuses to read is not put in place", async () => {
  const host = hostForTests(root, "live", ({ options }) => ({
    exit: 1,
    stderr: `${options.environment?.["SYSTEMD_UNIT_PATH"]?.replace(root, "").slice(0, -1)}/app.service:2: Unknown key 'Foo'`,
  }));

  await expect(applySystemd(host, app, report)).rejects.toThrow(`${etc}/app.service:2: Unknown key 'Foo'`);
  expect(await host.files.read(`${etc}/app.service`)).toBeUndefined();
  expect(await host.files.list("/run/groundstate")).toEqual([]);
});

test("a program that is not there yet is reported, and the unit put in place", async () => {
  const host = hostForTests(root, "install", ({ program }) =>
    program === "systemd-analyze"
      ? { exit: 1, stderr: "app.service: Command /x is not executable: No such file" }
      : {},
  );

  await applySystemd(host, app, report);

  expect(await host.files.read(`${etc}/app.service`)).toBe("[Service]\n");
  expect(said.join()).toContain("/x is not executable");
});

test("what systemd says of an instance that it made up counts for its template", async () => {
  const path = `${etc}/worker@.service`;
  const host = hostForTests(root, "live", () => ({
    exit: 1,
    stderr: "worker@i.service: Service has no ExecStart=. Refusing.",
  }));

  const write = applySystemd(
    host,
    { do: "write file", unit: "worker@.service", path, content: "[Service]\n" },
    report,
  );

  await expect(write).rejects.toThrow("Service has no ExecStart=");
  expect(await host.files.read(path)).toBeUndefined();
});

test("a socket is restarted in one job with the service behind it, which would be in its way", async () => {
  const host = hostForTests(root, "live", ({ args }) => {
    if (args.includes("--property=Triggers")) return { stdout: "ssh.service\n" };
    return args[0] === "show" ? { stdout: "Id=ssh.service\nActiveState=active\n" } : {};
  });
  await host.files.write(`${lib}/ssh.socket`, "");

  await applySystemd(host, { do: "restart", unit: "ssh.socket" }, report);

  expect(host.ran.map(({ args }) => args.join(" "))).toContain("restart ssh.socket ssh.service");
});

test("complaints about Debian's own units do not keep a drop-in out", async () => {
  const host = hostForTests(root, "install", () => ({
    exit: 1,
    stderr: `${lib}/ssh.service:9: Unknown key 'Old'`,
  }));
  const path = `${etc}/ssh.service.d/50-groundstate-x.conf`;

  await applySystemd(host, { do: "write file", unit: "ssh.service", path, content: "[Service]\n" }, report);

  expect(await host.files.read(path)).toBe("[Service]\n");
});

test("enabling an alias enables the unit behind it, offline in the chroot", async () => {
  const host = hostForTests(root, "install");

  await applySystemd(host, { do: "enable", unit: "sshd.service" }, report);

  expect(host.ran).toMatchObject([
    {
      program: "systemctl",
      args: ["enable", "ssh.service"],
      options: { environment: { SYSTEMD_OFFLINE: "1" } },
    },
  ]);
});

test("a unit that no package brought fails with the way to mend it", async () => {
  const enable = applySystemd(hostForTests(root, "live"), { do: "enable", unit: "nope.service" }, report);

  await expect(enable).rejects.toThrow("put the package into plugins.packagekit");
});

test("a unit that does not come up fails with its own last words", async () => {
  const host = hostForTests(root, "live", ({ program, args }) => {
    if (program === "journalctl") return { stdout: "bind: address in use\n" };
    return args[0] === "start" ? { exit: 1, stderr: "Job failed.\nSee more" } : {};
  });

  const start = applySystemd(host, { do: "start", unit: "ssh.service" }, report);

  await expect(start).rejects.toThrow("cannot start ssh.service: found Job failed. | bind: address in use");
});

test("query asks systemctl once, and names units as the document does", async () => {
  const host = hostForTests(root, "live", () => ({
    stdout: "Id=ssh.service\nActiveState=active\nUnitFileState=enabled\n",
  }));

  const { units } = await querySystemd(host, {
    services: { sshd: { state: "enabled" }, nope: { state: "enabled" } },
  });

  expect(units).toEqual({
    "sshd.service": {
      boot: "enabled",
      runtime: { active: true, settled: true, needsReload: false, files: [] },
    },
    "nope.service": { boot: "not-found" },
  });
  expect(host.ran).toHaveLength(1);
});

test("query never asks systemctl to show a template, and finds the instances that run", async () => {
  await hostForTests(root, "live").files.write(`${lib}/worker@.service`, "");
  const host = hostForTests(root, "live", ({ args }) => {
    if (args[0] === "list-units") return { stdout: "worker@1.service loaded active running Worker 1\n" };
    if (args[0] === "is-enabled") return { stdout: "static\n" };
    return { stdout: "Id=worker@1.service\nActiveState=active\nUnitFileState=static\n" };
  });

  const { units, instances } = await querySystemd(host, {
    custom_units: { "worker@.service": { content: "x" } },
  });

  expect(instances).toEqual({ "worker@.service": ["worker@1.service"] });
  expect(units["worker@.service"]).toEqual({ boot: "static" });
  expect(units["worker@1.service"]?.runtime?.active).toBe(true);
  expect(host.ran.find(({ args }) => args[0] === "show")?.args).not.toContain("worker@.service");
});

test("whether a script in init.d starts at boot is asked of its own links", async () => {
  const host = hostForTests(root, "live", ({ args }) =>
    args[0] === "is-enabled"
      ? { stdout: "disabled\n" }
      : { stdout: "Id=old.service\nUnitFileState=generated\n" },
  );
  await host.files.write("/etc/init.d/old", "#!/bin/sh\n");

  const { units } = await querySystemd(host, { services: { old: { enabled: true } } });

  expect(units["old.service"]?.boot).toBe("disabled");
});

test("query finds files of ours that the document no longer names, and no others", async () => {
  const host = hostForTests(root, "install");
  await host.files.write(
    `${etc}/old.service`,
    "# Written by groundstate from plugins.systemd; edits do not stay\n",
  );
  await host.files.write(`${etc}/foreign.service`, "[Service]\n");

  const { files } = await querySystemd(host, {});

  expect(Object.keys(files)).toEqual([`${etc}/old.service`]);
});

test("a daemon that ends at once has not started", async () => {
  const host = hostForTests(root, "live", ({ args }) =>
    args[0] === "show"
      ? { stdout: "Type=simple\nActiveState=activating\nSubState=auto-restart\nResult=exit-code\n" }
      : {},
  );

  const start = applySystemd(host, { do: "start", unit: "ssh.service" }, report);

  await expect(start).rejects.toThrow("it ended within a second (exit-code)");
});

test("rollback stops what did not run, then puts links back exactly, then starts what did", async () => {
  const wants = `${etc}/multi-user.target.wants/ssh.service`;
  const active = new Set(["ssh.service"]);
  const host = hostForTests(root, "live", ({ args }: Ran) => {
    if (args[0] !== "show") return {};
    const blocks = args
      .slice(3)
      .map(unit => `ActiveState=${active.has(unit) ? "active" : "inactive"}\nUnitFileState=x\n`);
    return { stdout: blocks.join("\n") };
  });
  await host.files.write(`${lib}/cron.service`, "");
  await host.files.link(wants, `${lib}/ssh.service`);
  await host.files.link(`${etc}/cron.service`, "/dev/null");
  const operations: SystemdOperation[] = [
    { do: "disable", unit: "ssh.service" },
    { do: "stop", unit: "ssh.service" },
    { do: "unmask", unit: "cron.service" },
    { do: "start", unit: "cron.service" },
  ];
  const saved = await checkpointSystemd(host, {}, [{ ...nothingToDo("x"), kind: "modify", operations }]);
  await host.files.remove(wants);
  await host.files.remove(`${etc}/cron.service`);
  active.clear();
  active.add("cron.service");
  host.ran.length = 0;

  await rollbackSystemd(host, JSON.parse(JSON.stringify(saved)), report);
  await resumeSystemd(host, JSON.parse(JSON.stringify(saved)), report);

  expect(await host.files.readLink(wants)).toBe(`${lib}/ssh.service`);
  expect(await host.files.readLink(`${etc}/cron.service`)).toBe("/dev/null");
  const words = host.ran.map(({ args }) => args.join(" "));
  expect(words.filter(word => !word.startsWith("show "))).toEqual([
    "stop cron.service",
    "daemon-reload",
    "reset-failed ssh.service cron.service",
    "reset-failed ssh.service",
    "start ssh.service",
  ]);
});

test("rollback tries every unit before it says which one did not come back", async () => {
  let active = "active";
  const host = hostForTests(root, "live", ({ args }: Ran) => {
    if (args[0] === "show")
      return {
        stdout: args
          .slice(3)
          .map(() => `ActiveState=${active}\n`)
          .join("\n"),
      };
    return args[0] === "start" && args[1] === "ssh.service" ? { exit: 1, stderr: "Job failed" } : {};
  });
  await host.files.write(`${lib}/cron.service`, "");
  const operations: SystemdOperation[] = ["ssh.service", "cron.service"].map(unit => ({ do: "stop", unit }));
  const saved = await checkpointSystemd(host, {}, [{ ...nothingToDo("x"), kind: "modify", operations }]);
  active = "inactive";

  await rollbackSystemd(host, saved, report);
  await expect(resumeSystemd(host, saved, report)).rejects.toThrow(
    "found start ssh.service: systemctl start ssh.service exited with 1: found Job failed;",
  );
  expect(host.ran.at(-1)?.args).toEqual(["start", "cron.service"]);
});

test("in the chroot rollback asks nothing of a systemd", async () => {
  const host = hostForTests(root, "install", () => ({ stdout: "disabled\n" }));
  const operations: SystemdOperation[] = [{ do: "enable", unit: "ssh.service" }];
  const saved = await checkpointSystemd(host, {}, [{ ...nothingToDo("x"), kind: "modify", operations }]);
  host.ran.length = 0;

  await rollbackSystemd(host, saved, report);

  expect(host.ran).toEqual([]);
});
