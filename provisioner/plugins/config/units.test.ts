import { lstatSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
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

test("a unit that a bad file drove into its limit of starts runs again after rollback", async () => {
  let mayStart = false;
  machine.answer = ({ args: [verb] }) => {
    if (verb === "reset-failed") mayStart = true;
    if (verb === "try-restart") return { exit: 1, stderr: "Job failed." };
    if (verb === "start" && !mayStart) return { exit: 1, stderr: "Start request repeated too quickly." };
    const state = machine.host.ran.some(({ args }) => args[0] === "try-restart") ? "failed" : "active";
    return verb === "show" ? { stdout: `Id=app.service\nActiveState=${state}\n` } : {};
  };
  const transaction = await machine.begin({ "/etc/a": { content: "bad\n", restart: ["app"] } });
  await expect(transaction.apply()).rejects.toThrow("cannot restart app.service");

  await transaction.rollBack(); // systemctl start would be refused and this would throw

  expect(machine.host.ran.map(({ args }) => args.join(" "))).toContain("start app.service");
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

test("a part of sudo's rules may use names that another part gives; the whole may not leave one open", async () => {
  await machine.host.files.write("/usr/sbin/visudo", "");

  await machine.apply({ "/etc/sudoers": { content: "a\n" }, "/etc/sudoers.d/ops": { content: "b\n" } });

  const asked = machine.host.ran.map(({ args }) => args.includes("--strict"));
  expect(asked).toEqual([true, false]);
});

test.each([0, 1])(
  "nginx reads the text beside the real file, under a name that no include matches, which goes: exit %d",
  async exit => {
    await machine.host.files.write("/usr/sbin/nginx", "");
    await machine.host.files.write("/etc/nginx/mime.types", "types {}\n");
    let trial = "";
    machine.answer = ({ args }) => {
      trial = args.at(-1) ?? "";
      expect(readFileSync(trial, "utf8")).toBe("include mime.types;\n");
      expect(lstatSync(trial).mode & 0o777).toBe(0o600);
      return { exit, stderr: `unknown directive in ${trial}:1` };
    };
    const files = { "/etc/nginx/nginx.conf": { content: "include mime.types;\n", validate: "nginx" } };

    const found = await machine.apply(files).then(
      () => "",
      error => String(error),
    );

    expect(found).toEqual(exit === 0 ? "" : expect.stringContaining("in /etc/nginx/nginx.conf:1"));
    expect(dirname(trial)).toBe(join(machine.root, "etc/nginx"));
    expect(basename(trial)).toMatch(/^\..*[^f]$/);
    expect(await machine.host.files.list("/etc/nginx")).toEqual(
      exit === 0 ? ["mime.types", "nginx.conf"] : ["mime.types"],
    );
  },
);

test("a rollback removes the text that nginx was reading when the power went", async () => {
  await machine.host.files.write("/usr/sbin/nginx", "");
  await machine.host.files.write("/etc/nginx/mime.types", "types {}\n");
  const before = treeBelow(join(machine.root, "etc"));
  const files = { "/etc/nginx/nginx.conf": { content: "x\n", validate: "nginx" } };
  let trial = "";
  machine.answer = ({ args }) => {
    trial = args.at(-1) ?? "";
    return {};
  };
  const transaction = await machine.begin(files);
  await transaction.apply();
  writeFileSync(trial, "half of i");

  await transaction.rollBack();

  expect(treeBelow(join(machine.root, "etc"))).toEqual(before);
});
