import { expect, test } from "vitest";
import { Failure } from "../host/failure.ts";
import { createLedger } from "../ledger/ledger.ts";
import { applyAndRecord } from "./apply-and-record.ts";
import { withTransactionLock } from "./lock.ts";
import { machineInFolder } from "./machine.fixture.ts";
import type { Machine } from "./machine.ts";
import { type Accidents, notePlugin } from "./note-plugin.fixture.ts";
import { checkpointsDirectory, documentPath, stateDirectory } from "./paths.ts";
import { goingBack } from "./record.ts";
import { recoverInterrupted } from "./recovery.ts";
import { rollBackLast } from "./roll-back-last.ts";
import { phases, transactionBlocks } from "./transaction.fixture.ts";

const silent = (): void => undefined;

test("the last transaction is taken back, its document with it, as a transaction of its own", async () => {
  const machine = await machineInFolder([notePlugin("first", [])]);
  const [, second] = await applyNotes(machine, "1", "2");

  const { txn, rolledBack } = await rollBackLast(machine, undefined, silent);

  expect(rolledBack).toBe(second);
  expect(await note(machine)).toBe("1");
  expect(await machine.host.files.read(documentPath)).toContain('"a":"1"');
  expect((await transactionBlocks(machine)).slice(-2)).toMatchObject([
    { txn, action: "rollback", phase: "intent", data: { rolls_back: second } },
    { txn, action: "rollback", phase: "commit", data: { rolls_back: second, rolled_back: true } },
  ]);
});

test("again, the one before it is taken back, and then there is none", async () => {
  const machine = await machineInFolder([notePlugin("first", [])]);
  const [first] = await applyNotes(machine, "1", "2", "2");
  await rollBackLast(machine, undefined, silent);

  expect((await rollBackLast(machine, first, silent)).rolledBack).toBe(first);

  expect(await machine.host.files.facts("/notes")).toBeUndefined();
  await expect(rollBackLast(machine, undefined, silent)).rejects.toMatchObject({ kind: "input" });
});

test("an earlier one that is named is refused: what came after it, and its snapshot is the other way", async () => {
  const machine = await machineInFolder([notePlugin("first", [])]);
  const [first, second] = await applyNotes(machine, "1", "2");

  const refused = rollBackLast(machine, first, silent);

  await expect(refused).rejects.toMatchObject({ kind: "input" });
  await expect(refused).rejects.toThrow(`transaction ${second} came after it`);
  await expect(refused).rejects.toThrow(`before-${first} in the boot menu`);
  expect(await note(machine)).toBe("2");
});

test("one whose checkpoint is gone, and one that is none, are refused and change nothing", async () => {
  const machine = await machineInFolder([notePlugin("first", [])]);
  await applyNotes(machine, "1", "2");
  await machine.host.files.removeTree(checkpointsDirectory);

  await expect(rollBackLast(machine, undefined, silent)).rejects.toThrow("its checkpoint is gone");
  await expect(rollBackLast(machine, "20260101T000000Z-000000", silent)).rejects.toThrow("it is none that");
  expect(await note(machine)).toBe("2");
});

test("what the installer applied is no step to go back", async () => {
  const machine = await machineInFolder([notePlugin("first", [])]);
  await applyNotes(machine, "1");
  await withTransactionLock(machine.host, async ledger => {
    await ledger.append({ txn: "install", category: "install", action: "finish", phase: "commit", data: {} });
  });

  await expect(rollBackLast(machine, undefined, silent)).rejects.toThrow("since the installation");
});

test("a rollback that was cut goes on to its end at the next start", async () => {
  const machine = await machineInFolder([notePlugin("first", [])]);
  const [, second = ""] = await applyNotes(machine, "1", "2");
  await withTransactionLock(machine.host, (ledger, txn) => ledger.append(goingBack(txn, second)));

  await withTransactionLock(machine.host, ledger => recoverInterrupted(machine, ledger, silent));

  expect(await note(machine)).toBe("1");
  expect((await phases(machine)).slice(-2)).toEqual(["intent", "commit"]);
});

test("a rollback that fails says so, and can be tried again", async () => {
  let broken = true;
  const machine = await machineInFolder([
    notePlugin("first", [], {
      rolledBack: () => {
        if (broken) throw new Failure({ kind: "machine", tried: "cannot stop it" });
      },
    }),
  ]);
  const [, second] = await applyNotes(machine, "1", "2");

  await expect(rollBackLast(machine, undefined, silent)).rejects.toMatchObject({ kind: "rollback" });
  expect((await transactionBlocks(machine)).at(-1)).toMatchObject({
    phase: "abort",
    data: { rolled_back: false, rollback_failure: "first: cannot stop it" },
  });

  broken = false;
  expect((await rollBackLast(machine, second, silent)).rolledBack).toBe(second);
});

test("five applies that failed do not push out the way back from the one that did not", async () => {
  const accidents: Accidents = {};
  const machine = await machineInFolder([notePlugin("first", [], accidents)]);
  const [first] = await applyNotes(machine, "1");
  accidents.beforeWrite = () => "not as wanted";
  for (const content of ["2", "3", "4", "5", "6"])
    await expect(applyNotes(machine, content)).rejects.toMatchObject({ kind: "machine" });

  await rollBackLast(machine, first, silent);

  expect(await note(machine)).toBeUndefined();
});

test("a ledger without any apply has nothing to take back", async () => {
  const { host, plugins } = await machineInFolder([]);
  await (await createLedger(host, stateDirectory, {})).close();

  await expect(rollBackLast({ host, plugins }, undefined, silent)).rejects.toMatchObject({ kind: "input" });
});

/** Applies one document after another, each with one note; their transactions */
async function applyNotes(machine: Machine, ...contents: string[]): Promise<string[]> {
  const transactions: string[] = [];
  for (const content of contents) {
    const document = { version: 1 as const, plugins: { first: { notes: { a: content } } } };
    const text = JSON.stringify(document);
    const { txn } = await applyAndRecord(machine, { document, sha256: content, text, report: silent });
    transactions.push(txn);
  }
  return transactions;
}

async function note({ host }: Machine): Promise<string | undefined> {
  return await host.files.read("/notes/first/a");
}
