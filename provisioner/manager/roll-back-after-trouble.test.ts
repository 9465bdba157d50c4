import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { Failure } from "../host/failure.ts";
import { rollBackUnconfirmed } from "./confirm.ts";
import { withTransactionLock } from "./lock.ts";
import { documentPath } from "./paths.ts";
import { goingBack } from "./record.ts";
import { recoverInterrupted } from "./recovery.ts";
import { rollBackLast } from "./roll-back-last.ts";
import { readStatus } from "./status.ts";
import { applyOne, machineWithTimers, note } from "./timers.fixture.ts";
import { bootAgain, cutAfterFirstWrite, transactionBlocks } from "./transaction.fixture.ts";

const silent = (): void => undefined;

test("after the timer rolled one back, rollback without a name takes no older one with it", async () => {
  const { machine } = await machineWithTimers();
  const { txn: good } = await applyOne(machine, "good");
  const { txn } = await applyOne(machine, "new", 60);
  await rollBackUnconfirmed(machine, txn, silent);

  const refused = rollBackLast(machine, undefined, silent);

  await expect(refused).rejects.toMatchObject({ kind: "input" });
  await expect(refused).rejects.toThrow(`transaction ${txn}`);
  await expect(refused).rejects.toThrow(`groundstate rollback ${good}`);
  expect(await note(machine)).toBe("good");
  expect((await rollBackLast(machine, good, silent)).rolledBack).toBe(good);
});

test("a rollback that finds one that was cut takes that back, and stops there", async () => {
  const { machine } = await machineWithTimers();
  await applyOne(machine, "good");
  const cut = await cutAfterFirstWrite(machine, { first: { notes: { a: "half" } } });

  expect(await rollBackLast(machine, undefined, silent)).toMatchObject({ rolledBack: cut });

  expect(await note(machine)).toBe("good");
});

test("a rollback that finds a rollback that was cut finishes that, and stops there", async () => {
  const { machine } = await machineWithTimers();
  await applyOne(machine, "1");
  const { txn } = await applyOne(machine, "2");
  await withTransactionLock(machine.host, (ledger, by) => ledger.append(goingBack(by, txn)));

  expect(await rollBackLast(machine, undefined, silent)).toMatchObject({ rolledBack: txn });

  expect(await note(machine)).toBe("1");
});

test("one that was rolled back half-way is what a rollback by name tries again, and no older one is taken for it", async () => {
  let broken = true;
  const { machine } = await machineWithTimers({
    beforeWrite: (_, content) => (content === "bad" ? "not as wanted" : content),
    rolledBack: () => {
      if (broken) throw new Failure({ kind: "machine", tried: "cannot stop it" });
    },
  });
  await applyOne(machine, "good");
  await expect(applyOne(machine, "bad")).rejects.toMatchObject({ kind: "rollback" });
  const half = (await transactionBlocks(machine)).at(-1)?.txn ?? "";

  const refused = rollBackLast(machine, undefined, silent);
  await expect(refused).rejects.toThrow(`groundstate rollback ${half}`);
  broken = false;

  expect((await rollBackLast(machine, half, silent)).rolledBack).toBe(half);
  expect(await note(machine)).toBe("good");
  await expect(rollBackLast(machine, half, silent)).rejects.toThrow("it is none that");
});

test("after a rollback the status says what was taken back, and which document holds again", async () => {
  const { machine } = await machineWithTimers();
  await applyOne(machine, "1");
  const { txn: second } = await applyOne(machine, "2");

  const { txn } = await rollBackLast(machine, undefined, silent);

  const text = (await machine.host.files.read(documentPath)) ?? "";
  expect(await readStatus(machine.host)).toMatchObject({
    state: "rolled back",
    transaction: txn,
    document_sha256: createHash("sha256").update(text).digest("hex"),
    reason: expect.stringContaining(second),
  });
});

test("so it does when the next start finishes a rollback that was cut", async () => {
  const { machine } = await machineWithTimers();
  const { txn } = await applyOne(machine, "1");
  await withTransactionLock(machine.host, (ledger, by) => ledger.append(goingBack(by, txn)));

  await withTransactionLock(machine.host, ledger => recoverInterrupted(machine, ledger, silent));

  expect(await readStatus(machine.host)).toMatchObject({ state: "rolled back", document_sha256: null });
});

test.each(["the timer", "the next start", "rollback"])(
  "when %s cannot go all the way back, the status says so and is not that of before",
  async who => {
    const { machine } = await machineWithTimers({
      rolledBack: () => {
        throw new Failure({ kind: "machine", tried: "cannot stop it" });
      },
    });
    const { txn } = await applyOne(machine, "new", who === "rollback" ? undefined : 60);
    if (who === "the next start") await bootAgain(machine);
    const ways: Record<string, () => Promise<unknown>> = {
      "the timer": () => rollBackUnconfirmed(machine, txn, silent),
      "the next start": () =>
        withTransactionLock(machine.host, ledger => recoverInterrupted(machine, ledger, silent)),
      rollback: () => rollBackLast(machine, undefined, silent),
    };

    await expect(ways[who]?.()).rejects.toMatchObject({ kind: "rollback" });

    expect(await readStatus(machine.host)).toMatchObject({
      state: "failed",
      reason: expect.stringContaining("cannot stop it"),
    });
  },
);

test("what began and failed is a failure of the machine, whatever a part of it called it: nothing refused it", async () => {
  const refuses = (): never => {
    throw new Failure({ kind: "input", tried: "no package of that name" });
  };
  for (const accidents of [{ beforeWrite: refuses }, { beforeCheckpoint: refuses }]) {
    const { machine } = await machineWithTimers(accidents);

    const failed = applyOne(machine, "1");

    await expect(failed).rejects.toMatchObject({ kind: "machine" });
    expect((await transactionBlocks(machine)).at(-1)?.data).toMatchObject({ kind: "input" });
  }
});
