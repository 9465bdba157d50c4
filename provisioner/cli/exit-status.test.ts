import { expect, test } from "vitest";
import { Failure, type FailureKind } from "../host/failure.ts";
import { machineInFolder } from "../manager/machine.fixture.ts";
import { notePlugin } from "../manager/note-plugin.fixture.ts";
import { documentPath } from "../manager/paths.ts";
import { identityPlugin } from "../plugins/identity/index.ts";
import { commandLine } from "./command-line.fixture.ts";
import { exitStatusOf } from "./exit-status.ts";

const kinds: [FailureKind, number][] = [
  ["machine", 1],
  ["transient", 1],
  ["input", 2],
  ["drift", 3],
  ["busy", 4],
  ["rollback", 5],
  ["integrity", 6],
];

test.each(kinds)("a failure of kind %s ends the program with %i", (kind, status) => {
  expect(exitStatusOf(new Failure({ kind, tried: "something" }))).toBe(status);
});

test("what nobody foresaw is a failure like any other", () => {
  expect(exitStatusOf(new TypeError("x is not a function"))).toBe(1);
});

test("with --json an error is one JSON value of its parts, and standard error stays empty", async () => {
  const machine = await machineInFolder([identityPlugin]);

  const { out, err, status } = await commandLine(machine, "plan", "/root/none.json", "--json");

  expect({ err, status }).toEqual({ err: "", status: 2 });
  expect(JSON.parse(out)).toEqual({
    error: {
      kind: "input",
      tried: "cannot read /root/none.json",
      found: "no such file",
      needs: "a state document, JSON or YAML",
      fix: null,
    },
  });
});

test.each([
  ["check", "/root/none.json"],
  ["plan", "/root/none.json"],
  ["apply", "/root/none.json"],
  ["apply", "--dry-run", "/root/none.json"],
  ["confirm"],
  ["rollback"],
  ["verify"],
  ["query"],
  ["history"],
  ["ledger", "show"],
  ["ledger", "blocks", "0"],
  ["ledger", "verify"],
  ["ledger", "stats"],
  ["ledger", "export"],
])("%s %s --json tells an error as JSON", async (...words) => {
  const machine = await machineInFolder([notePlugin("first", [])]);

  const { out, status } = await commandLine(machine, ...words, "--json");

  expect(status).toBeGreaterThan(0);
  expect(JSON.parse(out)).toMatchObject({ error: { kind: expect.any(String), tried: expect.any(String) } });
});

test("a document with problems is an error whose text names them all", async () => {
  const machine = await machineInFolder([identityPlugin]);
  await machine.host.files.write(documentPath, '{"version": 2}');

  const { out } = await commandLine(machine, "verify", "--json");

  expect(JSON.parse(out)).toMatchObject({
    error: { kind: "input", tried: expect.stringMatching(/version/) },
  });
});

test("a word too many is an error of the command line, told to programs as well", async () => {
  const { out, status } = await commandLine(await machineInFolder([]), "status", "--nonsense", "--json");

  expect(status).toBe(2);
  expect(JSON.parse(out)).toMatchObject({
    error: { kind: "input", tried: expect.stringMatching(/--nonsense/) },
  });
});
