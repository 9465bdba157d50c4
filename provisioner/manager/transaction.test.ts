import { expect, test } from "vitest";
import { Failure } from "../host/failure.ts";
import { verifyLedger } from "../ledger/verify.ts";
import { withTransactionLock } from "./lock.ts";
import { machineInFolder } from "./machine.fixture.ts";
import type { Machine } from "./machine.ts";
import { type Accidents, notePlugin } from "./note-plugin.fixture.ts";
import { readOwned } from "./owned.ts";
import { documentPath, stateDirectory } from "./paths.ts";
import { applyNotes, cutAfterFirstWrite, phases, transactionBlocks } from "./transaction.fixture.ts";
import { applyDocument } from "./transaction.ts";

test("a rollback goes back through the plugins in reverse, and starts what ran in the order of apply", async () => {
  const went: string[] = [];
  const plugin = (name: string, after: string[], beforeWrite?: () => string): ReturnType<typeof notePlugin> =>
    notePlugin(name, after, {
      rolledBack: () => went.push(`${name} back`),
      resumed: () => went.push(`${name} runs`),
      ...(beforeWrite && { beforeWrite }),
    });
  const fail = (): string => {
    throw new Failure({ kind: "machine", tried: "cannot write a" });
  };
  const machine = await machineInFolder([plugin("first", []), plugin("second", ["first"], fail)]);

  await expect(
    applyNotes(machine, { first: { notes: { a: "1" } }, second: { notes: { a: "1" } } }),
  ).rejects.toThrow("everything was rolled back");

  expect(went).toEqual(["second back", "first back", "first runs", "second runs"]);
});

test("an apply makes the machine what the document says, and the ledger tells it in order", async () => {
  const machine = await machineInFolder([notePlugin("first", []), notePlugin("second", ["first"])]);

  const { applied } = await applyNotes(machine, {
    second: { notes: { b: "2" } },
    first: { notes: { a: "1" } },
  });

  expect(applied.map(action => `${action.plugin} ${action.resource}`)).toEqual(["first a", "second b"]);
  expect(await machine.host.files.read("/notes/second/b")).toBe("2");
  expect(await phases(machine)).toEqual(["intent", "done", "done", "commit"]);
  expect((await verifyLedger(machine.host, stateDirectory)).problems).toEqual([]);
});

test("the same document again changes nothing and writes one block", async () => {
  const machine = await machineInFolder([notePlugin("first", [])]);
  await applyNotes(machine, { first: { notes: { a: "1" } } });
  const before = await transactionBlocks(machine);

  const { applied, verification } = await applyNotes(machine, { first: { notes: { a: "1" } } });

  expect(applied).toEqual([]);
  expect(verification.holding).toBe(1);
  const after = await transactionBlocks(machine);
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

  const failed = applyNotes(machine, {
    first: { notes: { a: "new" } },
    second: { notes: { b: "2", c: "3" } },
  });

  await expect(failed).rejects.toThrow("cannot write c; everything was rolled back");
  expect(await machine.host.files.read("/notes/first/a")).toBe("old");
  expect((await machine.host.files.facts("/notes/first/a"))?.mode).toBe(0o640);
  expect(await machine.host.files.facts("/notes/second")).toBeUndefined();
  expect(told).toEqual(["second", "first"]);
  expect(await phases(machine)).toEqual(["intent", "done", "done", "abort"]);
});

test("what does not hold after the apply is drift, and is rolled back", async () => {
  const machine = await machineInFolder([notePlugin("first", [], { beforeWrite: () => "something else" })]);

  const failed = applyNotes(machine, { first: { notes: { a: "1" } } });

  await expect(failed).rejects.toThrow("first a still needs: write note a");
  await expect(failed).rejects.toMatchObject({ kind: "machine", cause: { kind: "drift" } });
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

  await applyNotes(machine, { first: { notes: { a: "1" } } });

  expect(await machine.host.files.read("/notes/first/a")).toBe("1");
});

test("a plan with something that cannot be done changes nothing and records nothing", async () => {
  const machine = await machineInFolder([notePlugin("first", []), notePlugin("second", ["first"])]);

  const failed = applyNotes(machine, {
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

  const { deferred } = await applyNotes(machine, document);

  expect(deferred.map(action => action.resource)).toEqual(["b"]);
  expect(await machine.host.files.read("/notes/first/b")).toBeUndefined();

  const live: Machine = { ...machine, host: { ...machine.host, stage: "live" } };
  const { applied } = await applyNotes(live, document);
  expect(applied.map(action => action.resource)).toEqual(["b"]);
});

test("a transaction that was cut is found at the next apply and rolled back first", async () => {
  const machine = await machineInFolder([notePlugin("first", [])]);
  await machine.host.files.write("/notes/first/a", "old");
  const cut = await cutAfterFirstWrite(machine, { first: { notes: { a: "half", b: "half" } } });

  await applyNotes(machine, { first: { notes: { c: "3" } } });

  expect(await machine.host.files.read("/notes/first/a")).toBe("old");
  expect(await machine.host.files.read("/notes/first/b")).toBeUndefined();
  const recovered = (await transactionBlocks(machine)).find(block => block.action === "recover");
  expect(recovered).toMatchObject({ txn: cut, phase: "abort" });
});

test("while one transaction runs, a second one is refused and hears of the first", async () => {
  const machine = await machineInFolder([notePlugin("first", [])]);

  await withTransactionLock(machine.host, async (_ledger, txn) => {
    const second = applyNotes(machine, { first: { notes: { a: "1" } } });

    await expect(second).rejects.toMatchObject({ kind: "busy" });
    await expect(second).rejects.toThrow(txn);
  });
});

test("what a rolled back transaction had created is nobody's afterwards: a later apply does not delete it", async () => {
  const machine = await machineInFolder([notePlugin("first", [], { beforeWrite: () => "not as wanted" })]);

  await expect(applyNotes(machine, { first: { notes: { a: "1" } } })).rejects.toMatchObject({
    kind: "machine",
  });

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

test("what a rollback cannot put back stands in the abort block and in the message: the truth of the outcome", async () => {
  const machine = await machineInFolder([
    notePlugin("first", [], { left: ["htop stays at 3.4; it was 3.3 before"] }),
    notePlugin("second", ["first"], { beforeWrite: () => "not as wanted" }),
  ]);

  const failed = applyNotes(machine, { first: { notes: { a: "1" } }, second: { notes: { b: "2" } } });

  await expect(failed).rejects.toThrow(
    /rolled back \(transaction \S+\), except: first: htop stays at 3.4; it was 3.3 before$/,
  );
  expect((await transactionBlocks(machine)).at(-1)?.data).toMatchObject({
    rolled_back: true,
    left: ["first: htop stays at 3.4; it was 3.3 before"],
  });
});

test("what the rollback of a cut transaction cannot put back is told and recorded as well", async () => {
  const said: string[] = [];
  const machine = await machineInFolder([notePlugin("first", [], { left: ["htop stays at 3.4"] })]);
  await cutAfterFirstWrite(machine, { first: { notes: { a: "half" } } });

  await applyNotes(machine, { first: { notes: { c: "3" } } }, said);

  const recovered = (await transactionBlocks(machine)).find(block => block.action === "recover");
  expect(recovered?.data).toMatchObject({ rolled_back: true, left: ["first: htop stays at 3.4"] });
  expect(said).toContain("rolled back, except: first: htop stays at 3.4");
});

test("what a program said may hold a secret: the console shows it, the ledger holds only our own words", async () => {
  const secret = "hunter2-from-the-journal";
  const machine = await machineInFolder([
    notePlugin("first", [], {
      beforeWrite: () => {
        throw new Failure({
          kind: "machine",
          tried: "cannot start backup.service",
          found: `login as root with ${secret} failed`,
          fix: `do not use ${secret}`,
        });
      },
      rolledBack: () => {
        throw new Failure({ kind: "rollback", tried: "cannot stop it", found: `says ${secret}` });
      },
    }),
  ]);

  const failed = applyNotes(machine, { first: { notes: { a: "1" } } });

  await expect(failed).rejects.toThrow(`login as root with ${secret} failed`);
  await expect(failed).rejects.toThrow(`first: cannot stop it: found says ${secret}`);
  expect(await machine.host.files.read(`${stateDirectory}/ledger.jsonl`)).not.toContain(secret);
  expect((await transactionBlocks(machine)).at(-1)?.data).toMatchObject({
    kind: "machine",
    reason: "cannot start backup.service",
    rolled_back: false,
    rollback_failure: "first: cannot stop it",
  });
});

test("neither does the ledger hold it when going back from a cut fails, nor when the checkpoint cannot be made", async () => {
  const secret = "hunter2-from-the-journal";
  const says = (): never => {
    throw new Failure({ kind: "machine", tried: "cannot stop it", found: secret });
  };
  const machine = await machineInFolder([notePlugin("first", [], { rolledBack: says })]);
  await cutAfterFirstWrite(machine, { first: { notes: { a: "half" } } });
  await expect(applyNotes(machine, { first: { notes: { c: "3" } } })).rejects.toThrow(secret);

  const fragile = await machineInFolder([notePlugin("first", [], { beforeCheckpoint: says })]);
  await expect(applyNotes(fragile, { first: { notes: { c: "3" } } })).rejects.toThrow(secret);

  for (const { host } of [machine, fragile])
    expect(await host.files.read(`${stateDirectory}/ledger.jsonl`)).not.toContain(secret);
  expect((await transactionBlocks(fragile)).at(-1)?.data).toMatchObject({ reason: "cannot stop it" });
});

test("an error that nobody foresaw is in the ledger by its name and code, without what it quotes", async () => {
  const machine = await machineInFolder([
    notePlugin("first", [], { beforeWrite: () => JSON.parse("hunter2") }),
  ]);

  await expect(applyNotes(machine, { first: { notes: { a: "1" } } })).rejects.toThrow("hunter2");

  expect((await transactionBlocks(machine)).at(-1)?.data).toMatchObject({ reason: "SyntaxError" });
});
