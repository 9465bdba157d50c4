import { expect, test } from "vitest";
import { withTransactionLock } from "./lock.ts";
import type { Machine } from "./machine.ts";
import { documentPath } from "./paths.ts";
import { goingBack } from "./record.ts";
import { recoverInterrupted } from "./recovery.ts";
import { rollBackLast } from "./roll-back-last.ts";
import { applyOne, machineWithTimers, note } from "./timers.fixture.ts";
import { transactionBlocks } from "./transaction.fixture.ts";

const silent = (): void => undefined;
const notePath = "/notes/first/a";

const meanwhile: [string, (machine: Machine) => Promise<void>][] = [
  ["edited by hand", ({ host }) => host.files.write(notePath, "by hand")],
  ["given another mode", ({ host }) => host.files.write(notePath, "2", { mode: 0o600 })],
  ["removed", ({ host }) => host.files.remove(notePath)],
  ["made a link", ({ host }) => host.files.link(notePath, "/elsewhere")],
];

test.each(meanwhile)(
  "a file that was %s since the transaction is named and kept, unless it is forced",
  async (_, change) => {
    const { machine } = await machineWithTimers();
    await applyOne(machine, "1");
    await applyOne(machine, "2");
    await change(machine);
    const before = [await machine.host.files.facts(notePath), await note(machine)];

    const refused = rollBackLast(machine, undefined, silent);

    await expect(refused).rejects.toMatchObject({ kind: "input" });
    await expect(refused).rejects.toThrow(`changed since: ${notePath}`);
    expect([await machine.host.files.facts(notePath), await note(machine)]).toEqual(before);
    expect((await transactionBlocks(machine)).at(-1)).toMatchObject({ action: "apply", phase: "commit" });

    await rollBackLast(machine, undefined, silent, true);
    expect(await note(machine)).toBe("1");
  },
);

test("a document that was edited since is kept as well", async () => {
  const { machine } = await machineWithTimers();
  await applyOne(machine, "1");
  await machine.host.files.write(documentPath, "{}");

  await expect(rollBackLast(machine, undefined, silent)).rejects.toThrow(documentPath);
});

test("what is as before the transaction already loses nothing by going back", async () => {
  const { machine } = await machineWithTimers();
  await applyOne(machine, "1");
  await applyOne(machine, "2");
  await machine.host.files.write(notePath, "1");

  await rollBackLast(machine, undefined, silent);

  expect(await note(machine)).toBe("1");
});

test("a plugin is told whether it goes back at once, or from what was in use since", async () => {
  const told: boolean[] = [];
  const accidents = {
    beforeWrite: (_: string, content: string) => (content === "bad" ? "not as wanted" : content),
    rolledBack: (late: boolean) => void told.push(late),
  };
  const { machine } = await machineWithTimers(accidents);
  await applyOne(machine, "1");
  const { txn } = await applyOne(machine, "2");

  await expect(applyOne(machine, "bad")).rejects.toThrow("everything was rolled back");
  await rollBackLast(machine, txn, silent);
  const { txn: third } = await applyOne(machine, "3");
  await withTransactionLock(machine.host, (ledger, by) => ledger.append(goingBack(by, third)));
  await withTransactionLock(machine.host, ledger => recoverInterrupted(machine, ledger, silent));

  expect(told).toEqual([false, true, true]);
});
