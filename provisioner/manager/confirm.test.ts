import { expect, test } from "vitest";
import { Failure } from "../host/failure.ts";
import { confirmTransaction, rollBackUnconfirmed } from "./confirm.ts";
import { withTransactionLock } from "./lock.ts";
import type { Machine } from "./machine.ts";
import { documentPath, lockHolderPath } from "./paths.ts";
import { recoverInterrupted } from "./recovery.ts";
import { rollBackLast } from "./roll-back-last.ts";
import { readStatus } from "./status.ts";
import { applyOne, machineWithTimers, note } from "./timers.fixture.ts";
import { bootAgain, cutAfterFirstWrite, phases, transactionBlocks } from "./transaction.fixture.ts";

const silent = (): void => undefined;

test("what waits for confirmation is applied, keeps its name for the next boot, and nothing else may begin", async () => {
  const { machine, ran } = await machineWithTimers();
  await applyOne(machine, "old");

  const { txn, pending } = await applyOne(machine, "new", 60);

  expect(pending).toBe(true);
  expect(await note(machine)).toBe("new");
  expect(await phases(machine)).toEqual(["intent", "done", "commit", "intent", "done", "note"]);
  expect((await transactionBlocks(machine)).at(-1)?.data).toMatchObject({ seconds: 60 });
  expect(ran.at(-1)).toContain(`--on-active=60`);
  expect(ran.at(-1)).toContain(`--unit=groundstate-unconfirmed@${txn}.service`);
  expect(await readStatus(machine.host)).toMatchObject({ state: "pending", transaction: txn });

  for (const within of [undefined, 60]) {
    const again = applyOne(machine, "other", within);
    await expect(again).rejects.toMatchObject({ kind: "busy" });
    await expect(again).rejects.toThrow(txn);
  }
  expect(await note(machine)).toBe("new");
  expect(await machine.host.files.facts(lockHolderPath)).toBeDefined(); // the condition of groundstate-recover.service
});

test("a confirmation keeps it: the timer that comes too late does nothing", async () => {
  const { machine, ran } = await machineWithTimers();
  const { txn } = await applyOne(machine, "new", 60);

  expect(await confirmTransaction(machine, silent)).toBe(txn);

  const unit = `groundstate-unconfirmed@${txn}`;
  expect(ran.at(-1)).toBe(`systemctl stop ${unit}.timer ${unit}.service`);
  expect(await rollBackUnconfirmed(machine, txn, silent)).toBe(false);
  expect(await note(machine)).toBe("new");
  expect(await phases(machine)).toEqual(["intent", "done", "note", "commit"]);
  expect(await readStatus(machine.host)).toMatchObject({ state: "converged", transaction: txn, holding: 1 });
  expect(await machine.host.files.facts(lockHolderPath)).toBeUndefined();
});

test("without one everything is as before, the kept document too, and the ledger says why", async () => {
  const { machine } = await machineWithTimers();
  await applyOne(machine, "old");
  const before = await machine.host.files.read(documentPath);
  const { txn } = await applyOne(machine, "new", 60);

  expect(await rollBackUnconfirmed(machine, txn, silent)).toBe(true);

  expect(await note(machine)).toBe("old");
  expect(await machine.host.files.read(documentPath)).toBe(before);
  expect((await transactionBlocks(machine)).at(-1)).toMatchObject({
    txn,
    action: "unconfirmed",
    phase: "abort",
    data: { reason: "was not confirmed within 60 s", rolled_back: true },
  });
  expect(await readStatus(machine.host)).toMatchObject({ state: "failed", transaction: txn });
  await expect(confirmTransaction(machine, silent)).rejects.toMatchObject({ kind: "input" });
  expect((await applyOne(machine, "new")).pending).toBe(false);
});

test("a machine that was started anew while it waited rolls back first, and confirms nothing", async () => {
  const { machine } = await machineWithTimers();
  await applyOne(machine, "old");
  const { txn } = await applyOne(machine, "new", 60);
  await bootAgain(machine);

  await expect(confirmTransaction(machine, silent)).rejects.toMatchObject({ kind: "input" });
  await withTransactionLock(machine.host, ledger => recoverInterrupted(machine, ledger, silent));

  expect(await note(machine)).toBe("old");
  expect((await transactionBlocks(machine)).at(-1)).toMatchObject({
    txn,
    action: "recover",
    data: { reason: "was not confirmed before the machine was started anew" },
  });
  expect(await machine.host.files.facts(lockHolderPath)).toBeUndefined();
});

test("an apply whose process is killed before everything is applied is rolled back by its timer", async () => {
  const { machine } = await machineWithTimers();
  await applyOne(machine, "old");
  const killed = await cutAfterFirstWrite(machine, { first: { notes: { a: "half" } } });

  expect(await rollBackUnconfirmed(machine, killed, silent)).toBe(true);

  expect(await note(machine)).toBe("old");
});

test("the timer waits for an apply that runs longer than it", async () => {
  const { machine } = await machineWithTimers();
  let over = false;
  const sleep = async (): Promise<void> => {
    over = true;
    release();
    await running;
  };
  let release = silent;
  const running = withTransactionLock(machine.host, async () => {
    await new Promise<void>(resolve => {
      release = resolve;
      started();
    });
  });
  let started = silent;
  await new Promise<void>(resolve => {
    started = resolve;
  });

  Object.assign(machine.host.clock, { sleep });
  await rollBackUnconfirmed(machine, "20260101T000000Z-000000", silent);

  expect(over).toBe(true);
});

test("rollback takes back at once what waits", async () => {
  const { machine } = await machineWithTimers();
  await applyOne(machine, "old");
  const { txn } = await applyOne(machine, "new", 60);

  expect(await rollBackLast(machine, undefined, silent)).toEqual({ rolledBack: txn, txn, left: [] });

  expect(await note(machine)).toBe("old");
  expect((await transactionBlocks(machine)).at(-1)?.data).toMatchObject({ reason: "was not kept" });
});

test("when nothing is to be done, nothing waits", async () => {
  const { machine, ran } = await machineWithTimers();
  await applyOne(machine, "new");

  expect((await applyOne(machine, "new", 60)).pending).toBe(false);

  expect(ran.filter(command => command.startsWith("systemd-run"))).toEqual([]);
  await expect(confirmTransaction(machine, silent)).rejects.toThrow("no transaction that waits for it");
});

test("without a timer nothing is begun: nobody would roll it back", async () => {
  const { machine } = await machineWithTimers();
  Object.assign(machine.host, {
    run: async (program: string) => {
      if (program === "systemd-run") throw new Failure({ kind: "machine", tried: "systemd-run" });
      return { stdout: "", stderr: "", exit: 0 };
    },
  });

  await expect(applyOne(machine, "new", 60)).rejects.toThrow("systemd-run");

  expect(await note(machine)).toBeUndefined();
  expect(await phases(machine)).toEqual([]);
});

test("an apply that fails rolls itself back, and its timer goes", async () => {
  const { machine, ran } = await machineWithTimers({ beforeWrite: () => "not as wanted" });

  await expect(applyOne(machine, "new", 60)).rejects.toMatchObject({ kind: "machine" });

  expect(ran.at(-1)).toMatch(/^systemctl stop groundstate-unconfirmed@\S+\.timer /);
});

test("in the chroot nobody can confirm, so it is refused", async () => {
  const { machine } = await machineWithTimers();
  const installing: Machine = { ...machine, host: { ...machine.host, stage: "install" } };

  await expect(applyOne(installing, "new", 60)).rejects.toMatchObject({ kind: "input" });
  expect(await note(machine)).toBeUndefined();
});
