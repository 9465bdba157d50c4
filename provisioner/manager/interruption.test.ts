import { readFileSync } from "node:fs";
import { beforeEach, expect, test, vi } from "vitest";
import { Failure } from "../host/failure.ts";
import { ledgerPaths } from "../ledger/block.ts";
import { withTransactionLock } from "./lock.ts";
import { machineInFolder } from "./machine.fixture.ts";
import type { Machine } from "./machine.ts";
import { notePlugin } from "./note-plugin.fixture.ts";
import { lockHolderPath, stateDirectory } from "./paths.ts";
import { recoverInterrupted } from "./recovery.ts";
import { applyNotes, cutAfterFirstWrite, phases, transactionBlocks } from "./transaction.fixture.ts";

const heard = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
let said = "";

beforeEach(() => {
  said = "";
  vi.spyOn(process.stderr, "write").mockImplementation(text => {
    said += String(text);
    return true;
  });
});

test.each(heard)(
  "%s in the middle of an apply: the running action ends, no other starts, all is rolled back, the ledger says why",
  async signal => {
    const wrote: string[] = [];
    const machine = await machineInFolder([
      notePlugin("first", [], {
        beforeWrite: (key, content) => {
          if (key === "b") process.emit(signal, signal);
          wrote.push(key);
          return content;
        },
      }),
    ]);

    const interrupted = applyNotes(machine, { first: { notes: { a: "1", b: "2", c: "3" } } });

    await expect(interrupted).rejects.toThrow(`interrupted by ${signal}; everything was rolled back`);
    await expect(interrupted).rejects.toMatchObject({ kind: "machine" });
    expect(wrote).toEqual(["a", "b"]);
    expect(await machine.host.files.facts("/notes")).toBeUndefined();
    expect(await phases(machine)).toEqual(["intent", "done", "done", "abort"]);
    expect((await transactionBlocks(machine)).at(-1)?.data).toMatchObject({
      reason: `interrupted by ${signal}`,
      rolled_back: true,
    });
    expect(said).toContain(`${signal}: the running action may end, then everything is rolled back`);
  },
);

test("when the machine shuts down the rollback is left for its next start, which finds the transaction", async () => {
  const machine = await machineInFolder([
    notePlugin("first", [], {
      beforeWrite: (_, content) => {
        process.emit("SIGTERM", "SIGTERM");
        return content;
      },
    }),
  ]);
  const run: Machine["host"]["run"] = async program => ({
    stdout: program === "systemctl" ? "stopping\n" : "",
    stderr: "",
    exit: 1,
  });
  const stopping = { ...machine, host: { ...machine.host, run } };

  await expect(applyNotes(stopping, { first: { notes: { a: "1", b: "2" } } })).rejects.toThrow(
    /interrupted by SIGTERM.*is rolled back when it starts again/,
  );
  expect(await phases(machine)).toEqual(["intent", "done"]);
  expect(await machine.host.files.facts(lockHolderPath)).toBeDefined(); // the condition of groundstate-recover.service

  await withTransactionLock(machine.host, ledger => recoverInterrupted(machine, ledger, () => undefined));
  expect(await machine.host.files.facts("/notes")).toBeUndefined();
  expect(await phases(machine)).toEqual(["intent", "done", "abort"]);
  expect(await machine.host.files.facts(lockHolderPath)).toBeUndefined();
});

test("a rollback that shutdown makes fail is done again at the next start", async () => {
  let stops = true;
  const machine = await machineInFolder([
    notePlugin("first", [], {
      beforeWrite: () => {
        throw new Failure({ kind: "machine", tried: "cannot write a" });
      },
      rolledBack: () => {
        if (stops)
          throw new Failure({ kind: "machine", tried: "systemctl start", found: "shutdown is queued" });
      },
    }),
  ]);
  const run: Machine["host"]["run"] = async () => ({
    stdout: stops ? "stopping\n" : "",
    stderr: "",
    exit: 1,
  });
  const stopping = { ...machine, host: { ...machine.host, run } };

  const applied = applyNotes(stopping, { first: { notes: { a: "1" } } });
  await expect(applied).rejects.toThrow("is rolled back when it starts again");
  const recover = (): Promise<unknown> =>
    withTransactionLock(stopping.host, ledger => recoverInterrupted(stopping, ledger, () => undefined));
  await expect(recover()).rejects.toThrow("is rolled back when it starts again");
  expect(await phases(machine)).toEqual(["intent"]);
  expect(await machine.host.files.facts(lockHolderPath)).toBeDefined();

  stops = false;
  await recover();
  expect(await phases(machine)).toEqual(["intent", "abort"]);
});

test("a signal during the rollback is answered, and changes nothing", async () => {
  const machine = await machineInFolder([
    notePlugin("first", [], {
      beforeWrite: () => {
        throw new Failure({ kind: "machine", tried: "cannot write a" });
      },
      rolledBack: () => process.emit("SIGINT", "SIGINT"),
    }),
  ]);

  await expect(applyNotes(machine, { first: { notes: { a: "1" } } })).rejects.toThrow("cannot write a");

  expect(said).toContain("SIGINT: the rollback is running, and is not interrupted");
  expect((await transactionBlocks(machine)).at(-1)?.data).toMatchObject({ rolled_back: true });
});

test("what is worth another try is not tried again after a signal", async () => {
  let tries = 0;
  const machine = await machineInFolder([
    notePlugin("first", [], {
      beforeWrite: () => {
        tries += 1;
        process.emit("SIGTERM", "SIGTERM");
        throw new Failure({ kind: "transient", tried: "the package lists are locked" });
      },
    }),
  ]);

  await expect(applyNotes(machine, { first: { notes: { a: "1" } } })).rejects.toThrow(
    "interrupted by SIGTERM",
  );

  expect(tries).toBe(1);
});

test("a signal while the machine settles ends the wait for it", async () => {
  const machine = await machineInFolder([notePlugin("first", [], { beforeWrite: () => "not as wanted" })]);
  let waits = 0;
  const sleep = async (): Promise<void> => {
    waits += 1;
    process.emit("SIGTERM", "SIGTERM");
  };
  const settling: Machine = {
    ...machine,
    host: { ...machine.host, clock: { ...machine.host.clock, sleep } },
  };

  const interrupted = applyNotes(settling, { first: { notes: { a: "1" } } });

  await expect(interrupted).rejects.toThrow("interrupted by SIGTERM");
  expect(waits).toBe(1);
});

test("a signal during the recovery of an earlier cut lets it end; the new document is not begun", async () => {
  const machine = await machineInFolder([
    notePlugin("first", [], { rolledBack: () => process.emit("SIGTERM", "SIGTERM") }),
  ]);
  await cutAfterFirstWrite(machine, { first: { notes: { a: "half" } } });

  const interrupted = applyNotes(machine, { first: { notes: { c: "3" } } });

  await expect(interrupted).rejects.toThrow("interrupted by SIGTERM");
  expect(await machine.host.files.facts("/notes")).toBeUndefined();
  expect(await phases(machine)).toEqual(["intent", "abort"]);
});

test("once the outcome is being recorded a signal comes too late, is told so, and the apply succeeds", async () => {
  const machine = await machineInFolder([notePlugin("first", [])]);
  const ledger = machine.host.files.path(ledgerPaths(stateDirectory).ledger);
  const run: Machine["host"]["run"] = async program => {
    // the head of the commit block, on its way to the journal
    if (program === "logger" && /"action":"apply".*"phase":"commit"/.test(readFileSync(ledger, "utf8")))
      process.emit("SIGTERM", "SIGTERM");
    return { stdout: "", stderr: "", exit: 0 };
  };

  const { applied } = await applyNotes(
    { ...machine, host: { ...machine.host, run } },
    { first: { notes: { a: "1" } } },
  );

  expect(applied).toHaveLength(1);
  expect(said).toContain("SIGTERM: too late, everything is applied");
});

test("outside of a transaction nobody holds signals back: they end the program as everywhere", async () => {
  const before = heard.map(signal => process.listenerCount(signal));
  const machine = await machineInFolder([notePlugin("first", [])]);

  await applyNotes(machine, { first: { notes: { a: "1" } } });
  await expect(
    applyNotes(machine, { first: { notes: { a: "2", b: "2" }, refuses: ["b"] } }),
  ).rejects.toMatchObject({ kind: "input" });

  expect(heard.map(signal => process.listenerCount(signal))).toEqual(before);
});
