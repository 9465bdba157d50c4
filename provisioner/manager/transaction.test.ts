import { expect, test } from "vitest";
import { Failure } from "../host/failure.ts";
import type { Json } from "../host/json.ts";
import type { Block } from "../ledger/block.ts";
import { readBlocks } from "../ledger/read.ts";
import { verifyLedger } from "../ledger/verify.ts";
import { saveCheckpoint } from "./checkpoint.ts";
import { withTransactionLock } from "./lock.ts";
import { machineInFolder } from "./machine.fixture.ts";
import type { Machine } from "./machine.ts";
import { type Accidents, notePlugin } from "./note-plugin.fixture.ts";
import { readOwned } from "./owned.ts";
import { documentPath, stateDirectory } from "./paths.ts";
import { planDocument } from "./plan.ts";
import * as record from "./record.ts";
import { type ApplyOutcome, applyDocument } from "./transaction.ts";

test("an apply makes the machine what the document says, and the ledger tells it in order", async () => {
  const machine = await machineInFolder([notePlugin("first", []), notePlugin("second", ["first"])]);

  const { applied } = await apply(machine, { second: { notes: { b: "2" } }, first: { notes: { a: "1" } } });

  expect(applied.map(action => `${action.plugin} ${action.resource}`)).toEqual(["first a", "second b"]);
  expect(await machine.host.files.read("/notes/second/b")).toBe("2");
  expect(await phases(machine)).toEqual(["intent", "done", "done", "commit"]);
  expect((await verifyLedger(machine.host, stateDirectory)).problems).toEqual([]);
});

test("the same document again changes nothing and writes one block", async () => {
  const machine = await machineInFolder([notePlugin("first", [])]);
  await apply(machine, { first: { notes: { a: "1" } } });
  const before = await blocks(machine);

  const { applied, verification } = await apply(machine, { first: { notes: { a: "1" } } });

  expect(applied).toEqual([]);
  expect(verification.holding).toBe(1);
  const after = await blocks(machine);
  expect(after.slice(before.length).map(block => block.phase)).toEqual(["commit"]);
});

test("when an action fails, every file is as it was, folders included, and plugins are told in reverse", async () => {
  const told: string[] = [];
  const machine = await machineInFolder([
    notePlugin("first", [], { rolledBack: () => void told.push("first") }),
    notePlugin("second", ["first"], {
      beforeWrite: key => {
        if (key === "c") throw new Failure({ kind: "machine", tried: "cannot write c" });
        return "2";
      },
      rolledBack: () => void told.push("second"),
    }),
  ]);
  await machine.host.files.write("/notes/first/a", "old", { mode: 0o640 });

  const failed = apply(machine, { first: { notes: { a: "new" } }, second: { notes: { b: "2", c: "3" } } });

  await expect(failed).rejects.toThrow("cannot write c; everything was rolled back");
  expect(await machine.host.files.read("/notes/first/a")).toBe("old");
  expect((await machine.host.files.facts("/notes/first/a"))?.mode).toBe(0o640);
  expect(await machine.host.files.facts("/notes/second")).toBeUndefined();
  expect(told).toEqual(["second", "first"]);
  expect(await phases(machine)).toEqual(["intent", "done", "done", "abort"]);
});

test("what does not hold after the apply is drift, and is rolled back", async () => {
  const machine = await machineInFolder([notePlugin("first", [], { beforeWrite: () => "something else" })]);

  const failed = apply(machine, { first: { notes: { a: "1" } } });

  await expect(failed).rejects.toThrow("first a still needs: write note a");
  await expect(failed).rejects.toMatchObject({ kind: "drift" });
  expect(await machine.host.files.facts("/notes")).toBeUndefined();
});

test("a transient failure is tried again; it is not a reason to roll back", async () => {
  let failures = 2;
  const flaky: Accidents = {
    beforeWrite: (_key, content) => {
      failures -= 1;
      if (failures >= 0) throw new Failure({ kind: "transient", tried: "the package lists are locked" });
      return content;
    },
  };
  const machine = await machineInFolder([notePlugin("first", [], flaky)]);

  await apply(machine, { first: { notes: { a: "1" } } });

  expect(await machine.host.files.read("/notes/first/a")).toBe("1");
});

test("a plan with something that cannot be done changes nothing and records nothing", async () => {
  const machine = await machineInFolder([notePlugin("first", []), notePlugin("second", ["first"])]);

  const failed = apply(machine, {
    first: { notes: { a: "1" } },
    second: { notes: { b: "2" }, refuses: ["b"] },
  });

  await expect(failed).rejects.toThrow("second b: notes of that name are not written");
  await expect(failed).rejects.toMatchObject({ kind: "input" });
  expect(await machine.host.files.facts("/notes")).toBeUndefined();
  expect(await phases(machine)).toEqual([]);
});

test("in the chroot, what takes a running machine is deferred; on the running machine it is done", async () => {
  const document = { first: { notes: { a: "1", b: "2" }, waits: ["b"] } };
  const machine = await machineInFolder([notePlugin("first", [])], "install");

  const { deferred } = await apply(machine, document);

  expect(deferred.map(action => action.resource)).toEqual(["b"]);
  expect(await machine.host.files.read("/notes/first/b")).toBeUndefined();

  const live: Machine = { ...machine, host: { ...machine.host, stage: "live" } };
  const { applied } = await apply(live, document);
  expect(applied.map(action => action.resource)).toEqual(["b"]);
});

test("a transaction that was cut is found at the next apply and rolled back first", async () => {
  const machine = await machineInFolder([notePlugin("first", [])]);
  await machine.host.files.write("/notes/first/a", "old");
  const cut = await cutAfterFirstWrite(machine, { first: { notes: { a: "half", b: "half" } } });

  await apply(machine, { first: { notes: { c: "3" } } });

  expect(await machine.host.files.read("/notes/first/a")).toBe("old");
  expect(await machine.host.files.read("/notes/first/b")).toBeUndefined();
  const recovered = (await blocks(machine)).find(block => block.action === "recover");
  expect(recovered).toMatchObject({ txn: cut, phase: "abort" });
});

test("while one transaction runs, a second one is refused and hears of the first", async () => {
  const machine = await machineInFolder([notePlugin("first", [])]);

  await withTransactionLock(machine.host, async (_ledger, txn) => {
    const second = apply(machine, { first: { notes: { a: "1" } } });

    await expect(second).rejects.toMatchObject({ kind: "busy" });
    await expect(second).rejects.toThrow(txn);
  });
});

test("what a rolled back transaction had created is nobody's afterwards: a later apply does not delete it", async () => {
  const machine = await machineInFolder([notePlugin("first", [], { beforeWrite: () => "not as wanted" })]);

  await expect(apply(machine, { first: { notes: { a: "1" } } })).rejects.toMatchObject({ kind: "drift" });

  expect(await readOwned(machine.host)).toEqual({});
});

test("a whole document that holds is this machine's document from then on, a part of one is not", async () => {
  const machine = await machineInFolder([notePlugin("first", [])]);
  const document = { version: 1 as const, plugins: { first: { notes: { a: "1" } } } };
  const request = { document, sha256: "0".repeat(64), text: "the text", report: () => undefined };

  await applyDocument(machine, { ...request, only: "first" });
  expect(await machine.host.files.read(documentPath)).toBeUndefined();

  await applyDocument(machine, request);
  expect(await machine.host.files.read(documentPath)).toBe("the text");
  expect((await machine.host.files.facts(documentPath))?.mode).toBe(0o600);
});

test("a plugin that the document does not speak of is refused by its name, not passed over", async () => {
  const machine = await machineInFolder([notePlugin("first", [])]);
  const document = { version: 1 as const, plugins: { first: { notes: {} } } };

  const misspelt = applyDocument(machine, {
    document,
    sha256: "0".repeat(64),
    only: "frist",
    report: () => undefined,
  });

  await expect(misspelt).rejects.toThrow("frist");
  await expect(misspelt).rejects.toMatchObject({ kind: "input" });
});

async function apply(machine: Machine, sections: Record<string, Json>): Promise<ApplyOutcome> {
  const document = { version: 1 as const, plugins: sections };
  return await applyDocument(machine, { document, sha256: "0".repeat(64), report: () => undefined });
}

/** Leaves behind what a power cut after the first written file leaves behind */
async function cutAfterFirstWrite(machine: Machine, sections: Record<string, Json>): Promise<string> {
  return await withTransactionLock(machine.host, async (ledger, txn) => {
    const plan = await planDocument(machine, { version: 1, plugins: sections });
    await ledger.append(record.intent(txn, "0".repeat(64), plan));
    await saveCheckpoint(machine.host, txn, plan.domains, plan.todo);
    await plan.todo[0]?.apply(machine.host, () => undefined);
    return txn;
  });
}

async function blocks(machine: Machine): Promise<Block[]> {
  const found: Block[] = [];
  for await (const block of readBlocks(machine.host, stateDirectory)) found.push(block);
  return found.filter(block => block.category === record.transactionCategory);
}

async function phases(machine: Machine): Promise<string[]> {
  return (await blocks(machine)).map(block => block.phase);
}
