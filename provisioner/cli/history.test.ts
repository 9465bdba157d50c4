import { expect, test } from "vitest";
import { Failure } from "../host/failure.ts";
import { createLedger } from "../ledger/ledger.ts";
import { directory, testHost } from "../ledger/test-ledger.ts";
import { machineInFolder } from "../manager/machine.fixture.ts";
import type { Machine } from "../manager/machine.ts";
import { type Accidents, notePlugin } from "../manager/note-plugin.fixture.ts";
import { applyNotes, cutAfterFirstWrite } from "../manager/transaction.fixture.ts";
import { type Answer, commandLine } from "./command-line.fixture.ts";

const twoNotes = { first: { notes: { a: "1", b: "2" } } };

test("history lists what was applied, and what changed nothing, the newest first", async () => {
  const machine = await machineInFolder([notePlugin("first", [])]);
  const { txn } = await applyNotes(machine, twoNotes);
  const { txn: again } = await applyNotes(machine, twoNotes);

  expect((await history(machine)).out.trimEnd().split("\n")).toEqual([
    "TIME                  TRANSACTION              DOCUMENT      CHANGES  OUTCOME",
    `2026-01-01T00:00:00Z  ${again}  000000000000  0        unchanged`,
    `2026-01-01T00:00:00Z  ${txn}  000000000000  2        applied`,
  ]);
});

test("of a transaction that was rolled back, history tells why, how far it had come, and what stayed", async () => {
  const machine = await machineInFolder([
    notePlugin("first", [], { ...failingAt("b"), left: ["htop stays at 3.4"] }),
  ]);
  await expect(applyNotes(machine, twoNotes)).rejects.toThrow("cannot write b");

  const { out } = await history(machine);

  expect(out).toMatch(/ {2}1 of 2 {3}rolled back: cannot write b\n +except: first: htop stays at 3.4\n$/);
  expect(await asJson(machine)).toMatchObject([
    {
      document_sha256: "0".repeat(64),
      outcome: "rolled back",
      changes: 1,
      planned: 2,
      reason: "cannot write b",
      left: ["first: htop stays at 3.4"],
    },
  ]);
});

test("a rollback that failed is told as such, with the parts to look after", async () => {
  const rolledBack = (): never => {
    throw new Failure({ kind: "rollback", tried: "cannot stop it" });
  };
  const machine = await machineInFolder([notePlugin("first", [], { ...failingAt("a"), rolledBack })]);
  await expect(applyNotes(machine, twoNotes)).rejects.toMatchObject({ kind: "rollback" });

  expect(await asJson(machine)).toMatchObject([
    { outcome: "rollback failed", reason: "cannot write a; first: cannot stop it" },
  ]);
});

test("a transaction that was cut is open, and once recovered it is told as interrupted", async () => {
  const machine = await machineInFolder([notePlugin("first", [])]);
  const txn = await cutAfterFirstWrite(machine, twoNotes);

  expect(await asJson(machine)).toMatchObject([{ txn, outcome: "open", planned: 2 }]);
  expect(await commandLine(machine, "recover", "--json")).toEqual({
    out: `${JSON.stringify({ recovered: txn }, null, 2)}\n`,
    err: "",
    status: 0,
  });
  expect(await asJson(machine)).toMatchObject([{ txn, outcome: "interrupted, rolled back", reason: null }]);
  expect((await commandLine(machine, "recover", "--json")).out).toBe('{\n  "recovered": null\n}\n');
});

test("the installation is the oldest transaction, with the document that the genesis block names", async () => {
  const { host, remove } = await testHost();
  const document_sha256 = "ab".repeat(32);
  const ledger = await createLedger(host, directory, { document: { document_sha256 } });
  const step = { txn: "install", category: "install", data: {} };
  await ledger.append({ ...step, action: "partition", phase: "done" });
  await ledger.append({ ...step, txn: "t", category: "transaction", action: "apply", phase: "commit" });
  await ledger.append({ ...step, action: "finish", phase: "commit" });
  await ledger.close();

  expect(await asJson({ host, plugins: [] })).toMatchObject([
    { txn: "t", outcome: "unchanged" },
    { txn: "install", outcome: "installed", changes: 1, document_sha256 },
  ]);
  await remove();
});

test("history --last keeps the newest transactions; what is no number is refused", async () => {
  const machine = await machineInFolder([notePlugin("first", [])]);
  await applyNotes(machine, twoNotes);
  const { txn } = await applyNotes(machine, twoNotes);

  expect(await asJson(machine, "--last", "1")).toMatchObject([{ txn }]);
  expect(await history(machine, "--last", "few")).toMatchObject({
    status: 2,
    err: expect.stringContaining("a number of transactions"),
  });
});

function failingAt(key: string): Accidents {
  return {
    beforeWrite: (path, content) => {
      if (path === key) throw new Failure({ kind: "machine", tried: `cannot write ${key}` });
      return content;
    },
  };
}

async function history(machine: Machine, ...words: string[]): Promise<Answer> {
  return await commandLine(machine, "history", ...words);
}

async function asJson(machine: Machine, ...words: string[]): Promise<unknown> {
  return JSON.parse((await history(machine, "--json", ...words)).out);
}
