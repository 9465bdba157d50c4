import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { treeBelow } from "../transaction.fixture.ts";
import { type ConfigMachine, configMachine } from "./machine.fixture.ts";

let machine: ConfigMachine;
beforeEach(async () => {
  machine = await configMachine();
});

test("each unit is told once, when a file that names it changed, and only then", async () => {
  const files = {
    "/etc/a": { content: "x", reload: ["ssh"] },
    "/etc/b": { content: "x", reload: ["sshd", "app"], restart: ["app"] },
  };

  await machine.apply(files);
  const told = machine.told();
  machine.host.ran.length = 0;
  await machine.apply({ ...files, "/etc/c": { content: "x" } });

  expect(told).toEqual(["try-reload-or-restart ssh.service", "try-restart app.service"]);
  expect(machine.told()).toEqual([]);
});

test("who read a file is told when it goes, also by a document that no longer names it", async () => {
  await machine.apply({
    "/etc/a": { content: "x", reload: ["ssh"] },
    "/etc/b": { content: "x", restart: ["app"] },
  });
  machine.host.ran.length = 0;

  await machine.apply({ "/etc/b": { state: "absent", restart: ["app"] } });

  expect(machine.told()).toEqual(["try-reload-or-restart ssh.service", "try-restart app.service"]);
});

test("while installing nothing is told to read anything", async () => {
  machine = await configMachine("install");

  await machine.apply({ "/etc/a": { content: "x", reload: ["ssh"] } });

  expect(machine.host.ran).toEqual([]);
});

test("a unit that does not take its new files fails with its last words; then it gets the old ones back", async () => {
  await machine.host.files.write("/etc/a", "old\n");
  const before = treeBelow(machine.root);
  machine.answer = ({ program, args }) => {
    if (args[0] === "show") return { stdout: "ActiveState=active\n" };
    if (program === "journalctl") return { stdout: "line 3: bad\n" };
    const isNew = readFileSync(join(machine.root, "etc/a"), "utf8") === "new\n";
    return args[0] === "try-reload-or-restart" && isNew ? { exit: 1, stderr: "Job failed.\n" } : {};
  };
  const transaction = await machine.begin({ "/etc/a": { content: "new\n", reload: ["ssh"] } });

  await expect(transaction.apply()).rejects.toThrow(
    "cannot reload ssh.service, whose files changed: found Job failed. | line 3: bad",
  );
  machine.host.ran.length = 0;
  await transaction.rollBack();

  expect(treeBelow(machine.root)).toEqual(before);
  expect(machine.told()).toEqual(["try-reload-or-restart ssh.service"]);
});

test("a file that its validator refuses is not put in place, and the validator leaves nothing behind", async () => {
  await machine.host.files.write("/usr/sbin/visudo", "");
  machine.answer = ({ program }) => (program === "visudo" ? { exit: 1, stderr: "syntax error" } : {});

  await expect(machine.apply({ "/etc/sudoers.d/ops": { content: "bad\n" } })).rejects.toThrow(
    "visudo does not accept it",
  );

  expect(await machine.host.files.facts("/etc/sudoers.d/ops")).toBeUndefined();
  expect(await machine.host.files.list("/run/groundstate")).toEqual([]);
});

test("a validator gets the text in a file of root's alone, and a missing one is reported", async () => {
  await machine.host.files.write("/usr/sbin/sshd", "");
  machine.answer = ({ args }) => {
    const path = args.at(-1) ?? "";
    expect(readFileSync(path, "utf8")).toBe("Port 22\n");
    expect(lstatSync(path).mode & 0o777).toBe(0o600);
    return {};
  };

  await machine.apply({
    "/etc/a": { content: "Port 22\n", validate: "sshd" },
    "/etc/b": { content: "x", validate: "nginx" },
  });

  expect(machine.host.ran.map(({ program }) => program)).toEqual(["/usr/sbin/sshd"]);
});
