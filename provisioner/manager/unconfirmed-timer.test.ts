import { expect, test } from "vitest";
import { confirmTransaction, pendingTransaction, rollBackUnconfirmed } from "./confirm.ts";
import { withTransactionLock } from "./lock.ts";
import { interruptedTransaction, recoverInterrupted } from "./recovery.ts";
import { applyOne, machineWithTimers, note, upFor } from "./timers.fixture.ts";
import { transactionBlocks } from "./transaction.fixture.ts";

const silent = (): void => undefined;

test("however long the apply took, there are all its seconds to confirm; then it is rolled back", async () => {
  const accidents = { beforeWrite: async (_: string, content: string) => content };
  const { machine, ran } = await machineWithTimers(accidents);
  await applyOne(machine, "old");
  await upFor(machine, 100);
  accidents.beforeWrite = async (_, content) => {
    await upFor(machine, 400); // its timer went off at 160, and what that started waits since
    return content;
  };
  const { txn } = await applyOne(machine, "new", 60);
  const slept: number[] = [];
  const sleep = async (seconds: number): Promise<void> => {
    slept.push(seconds);
    expect((await pendingTransaction(machine.host))?.txn).toBe(txn);
    await upFor(machine, 400 + slept.reduce((sum, each) => sum + each));
  };
  Object.assign(machine.host.clock, { sleep });

  expect(await rollBackUnconfirmed(machine, txn, silent)).toBe(true);

  expect(slept).toEqual([60]);
  expect(await note(machine)).toBe("old");
  expect((await transactionBlocks(machine)).at(-1)).toMatchObject({
    action: "unconfirmed",
    data: { reason: "was not confirmed within 60 s", rolled_back: true },
  });
  expect(ran.filter(command => command.startsWith("systemd-run"))).toHaveLength(1); // no moment without a timer
});

test("who waits to roll back and hears that it was confirmed meanwhile does nothing", async () => {
  const { machine } = await machineWithTimers();
  await upFor(machine, 100);
  const { txn } = await applyOne(machine, "new", 60);
  const sleep = async (): Promise<void> => {
    await confirmTransaction(machine, silent);
    await upFor(machine, 200);
  };
  Object.assign(machine.host.clock, { sleep });

  expect(await rollBackUnconfirmed(machine, txn, silent)).toBe(false);

  expect(await note(machine)).toBe("new");
});

test("one whose timer was lost waits no longer than its time: it is rolled back by whoever comes next", async () => {
  const { machine } = await machineWithTimers();
  await applyOne(machine, "old");
  await upFor(machine, 100);
  const { txn } = await applyOne(machine, "new", 60);
  expect(await interruptedTransaction(machine.host)).toBeUndefined();

  await upFor(machine, 161);

  expect(await interruptedTransaction(machine.host)).toBe(txn);
  await expect(confirmTransaction(machine, silent)).rejects.toMatchObject({ kind: "input" });
  await withTransactionLock(machine.host, ledger => recoverInterrupted(machine, ledger, silent));
  expect(await note(machine)).toBe("old");
  expect((await transactionBlocks(machine)).at(-1)).toMatchObject({
    txn,
    action: "recover",
    data: { reason: "was not confirmed within 60 s" },
  });
});

test("when the ledger does not take that it waits, its timer stays and rolls it back", async () => {
  const { machine, ran } = await machineWithTimers();
  await applyOne(machine, "old");

  await expect(applyOne(machine, "new", 60.5)).rejects.toThrow("60.5"); // no block takes a fraction

  expect(await note(machine)).toBe("new");
  expect(ran.filter(command => command.startsWith("systemctl stop"))).toEqual([]);
  const open = (await transactionBlocks(machine)).at(-1)?.txn ?? "";
  expect(await rollBackUnconfirmed(machine, open, silent)).toBe(true);
  expect(await note(machine)).toBe("old");
});
