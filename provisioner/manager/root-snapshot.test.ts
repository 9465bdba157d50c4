import { expect, test } from "vitest";
import { withTransactionLock } from "./lock.ts";
import type { Machine } from "./machine.ts";
import { snapshotsDirectory } from "./paths.ts";
import { recoverInterrupted } from "./recovery.ts";
import { rollBackLast } from "./roll-back-last.ts";
import { applyOne, machineWithTimers } from "./timers.fixture.ts";
import { cutAfterFirstWrite, transactionBlocks } from "./transaction.fixture.ts";

const silent = (): void => undefined;

test("of all snapshots only those that transactions took are pruned, whatever else begins like them", async () => {
  const machine = await machineOnBtrfs();
  const own = ["before-1.2-upgrade", "before-20260101", "installed"];
  for (const name of own) await machine.host.files.makeDirectory(`${snapshotsDirectory}/${name}`);
  const applied: string[] = [];
  for (const content of ["1", "2", "3", "4", "5", "6", "7"]) {
    applied.push((await applyOne(machine, content)).txn);
    await machine.host.clock.sleep(1);
  }

  expect(await snapshots(machine)).toEqual([...applied.slice(-5).map(txn => `before-${txn}`), ...own].sort());
});

test("what was rolled back leaves no snapshot that pushes out those of what stands", async () => {
  const accidents = { beforeWrite: (_: string, content: string) => content };
  const machine = await machineOnBtrfs(accidents);
  const { txn: first } = await applyOne(machine, "1");
  accidents.beforeWrite = () => "not as wanted";
  for (const content of ["2", "3", "4", "5", "6", "7"]) {
    await expect(applyOne(machine, content)).rejects.toThrow("everything was rolled back");
    await machine.host.clock.sleep(25 * 3600); // longer than a document that failed is left alone
  }
  expect(await snapshots(machine)).toEqual([`before-${first}`]);

  await cutAfterFirstWrite(machine, { first: { notes: { a: "half" } } });
  const cut = (await transactionBlocks(machine)).at(-1)?.txn;
  await machine.host.files.makeDirectory(`${snapshotsDirectory}/before-${cut}`);
  await withTransactionLock(machine.host, ledger => recoverInterrupted(machine, ledger, silent));
  expect(await snapshots(machine)).toEqual([`before-${first}`]);

  const { txn } = await rollBackLast(machine, first, silent);
  expect(await snapshots(machine)).toEqual([`before-${txn}`]);
});

test("where something could not be put back, the snapshot of before stays: it holds what that was", async () => {
  const machine = await machineOnBtrfs({ beforeWrite: () => "not as wanted", left: ["htop stays"] });

  await expect(applyOne(machine, "1")).rejects.toThrow("htop stays");

  expect(await snapshots(machine)).toHaveLength(1);
});

/** A machine whose root is btrfs; snapshots of it are empty folders */
async function machineOnBtrfs(accidents = {}): Promise<Machine> {
  const { machine } = await machineWithTimers(accidents);
  const { files } = machine.host;
  await files.makeDirectory(snapshotsDirectory);
  const run: Machine["host"]["run"] = async (program, args) => {
    const path = args.at(-1) ?? "";
    if (program === "btrfs" && args[1] === "snapshot") await files.makeDirectory(path);
    if (program === "btrfs" && args[1] === "delete") await files.removeTree(path);
    return { stdout: program === "findmnt" ? "btrfs\n" : "", stderr: "", exit: 0 };
  };
  return { ...machine, host: { ...machine.host, run } };
}

async function snapshots({ host }: Machine): Promise<string[]> {
  return await host.files.list(snapshotsDirectory);
}
