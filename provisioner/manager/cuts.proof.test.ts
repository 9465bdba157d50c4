import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import { hasLedger } from "../ledger/ledger.ts";
import { verifyLedger } from "../ledger/verify.ts";
import { confirmTransaction, pendingTransaction, rollBackUnconfirmed } from "./confirm.ts";
import { type CutDisk, copyDisk, cutsOf, forRecovery, managedTree } from "./cut-disk.fixture.ts";
import { applyNamed, cutPlugins, type DocumentName } from "./cuts.fixture.ts";
import { leaveOutSyncs } from "./disk-boundaries.fixture.ts";
import { withTransactionLock } from "./lock.ts";
import { temporaryFolder } from "./machine.fixture.ts";
import { machineBelow } from "./machine-below.fixture.ts";
import { stateDirectory } from "./paths.ts";
import { interruptedTransaction, recoverInterrupted } from "./recovery.ts";
import { rollBackLast } from "./roll-back-last.ts";
import { bootAgain, phases } from "./transaction.fixture.ts";

// a lock is held by programs; a thousand starts of them would only cost time
vi.mock("../host/lock.ts", () => ({ takeLock: async () => ({ release: async () => undefined }) }));

/** A thousand copies of a disk need not go to one */
const inMemory = "/dev/shm";

/** Milliseconds for each life: a limit for what hangs, not a measure; a busy host took minutes for a thousand recoveries */
const manyDisks = 1_200_000;

/** What is done on the disk below a folder, and cut */
type Work = (root: string) => Promise<unknown>;

const applies =
  (name: DocumentName): Work =>
  root =>
    applyNamed(machineBelow(root, cutPlugins), name);
const appliesPending = (name: DocumentName): Work => {
  return root => applyNamed(machineBelow(root, cutPlugins), name, { pending: true });
};
const fails: Work = root => expect(applies("failing")(root)).rejects.toThrow("everything was rolled back");
const confirms: Work = root => confirmTransaction(machineBelow(root, cutPlugins), silent);
const takesBack: Work = root => rollBackLast(machineBelow(root, cutPlugins), undefined, silent);
const isNotConfirmed: Work = async root => {
  const machine = machineBelow(root, cutPlugins);
  const pending = await pendingTransaction(machine.host);
  await rollBackUnconfirmed(machine, pending?.txn ?? "", silent);
};

/** `commits` of the works before are what an old machine is made of; what waits for confirmation is not old yet */
interface Life {
  life: string;
  earlier: Work[];
  commits: number;
  cut: Work;
  next: DocumentName;
}

const first = applies("first");
const second = applies("second");
const waits = appliesPending("second");
const lives: Life[] = [
  { life: "a first apply, which also begins the ledger", earlier: [], commits: 0, cut: first, next: "first" },
  { life: "an apply that changes everything", earlier: [first], commits: 1, cut: second, next: "second" },
  {
    life: "an apply that fails and is rolled back",
    earlier: [first],
    commits: 1,
    cut: fails,
    next: "second",
  },
  { life: "an apply that has to be confirmed", earlier: [first], commits: 1, cut: waits, next: "second" },
  { life: "a confirmation", earlier: [first, waits], commits: 1, cut: confirms, next: "second" },
  {
    life: "the way back of what nobody confirmed",
    earlier: [first, waits],
    commits: 1,
    cut: isNotConfirmed,
    next: "second",
  },
  { life: "the rollback of the last", earlier: [first, second], commits: 2, cut: takesBack, next: "second" },
];

test.each(lives)(
  "$life, cut at any boundary, leaves the old or the new machine, and so does its recovery",
  async ({ life, earlier, commits, cut, next }) => {
    onTestFinished(await leaveOutSyncs());
    const folder = await temporaryFolder("cuts", existsSync(inMemory) ? inMemory : undefined);
    const root = `${folder}/machine`;
    await mkdir(root);
    let old = managedTree(root);
    for (const [index, work] of earlier.entries()) {
      await work(root);
      if (index < commits) old = managedTree(root);
    }
    const states = new Set<string>();
    const applied = await cutsOf(root, `${folder}/apply`, states, () => cut(root));
    const trees = { old, whole: managedTree(root), commits };
    const final = await treeAfter(root, `${folder}/final`, next);

    const recoveries = new Set<string>();
    let inRecovery = 0;
    for (const disk of applied.cuts) {
      await bootAgain(machineBelow(disk.root, cutPlugins));
      const kind = forRecovery(disk.root);
      if (recoveries.has(kind)) await recover(disk.root);
      else {
        const again = await cutsOf(disk.root, `${disk.root}-again`, states, () => recover(disk.root));
        recoveries.add(kind);
        inRecovery += again.boundaries;
        for (const each of again.cuts) {
          await recover(each.root);
          await expectOldOrNew(each, disk, trees);
        }
      }
      await rm(`${disk.root}-again`, { recursive: true, force: true });
      await expectOldOrNew(disk, disk, trees);
      await applyNamed(machineBelow(disk.root, cutPlugins), next);
      expect(managedTree(disk.root), `applied again after ${disk.before}`).toEqual(final);
    }
    const disks = `${applied.cuts.length} and ${states.size - applied.cuts.length} different disks`;
    console.info(`${life}: ${applied.boundaries} boundaries of it, ${inRecovery} of recoveries: ${disks}`);
  },
  manyDisks,
);

/** The machine before and after, and how many transactions had been committed before */
interface Trees {
  old: Record<string, string>;
  whole: Record<string, string>;
  commits: number;
}

/** New where the ledger has a commit for it, else old; never between, and nothing is left open */
async function expectOldOrNew(
  { root, before }: CutDisk,
  applying: CutDisk,
  { old, whole, commits }: Trees,
): Promise<void> {
  const where = `cut before ${applying.before}, and again before ${before}`;
  const machine = machineBelow(root, cutPlugins);
  const found = managedTree(root);
  if (!(await hasLedger(machine.host, stateDirectory))) {
    expect(found, where).toEqual(old);
    return;
  }
  const committed = (await phases(machine)).filter(phase => phase === "commit").length;
  expect(found, where).toEqual(committed > commits ? whole : old);
  expect((await verifyLedger(machine.host, stateDirectory)).problems, where).toEqual([]);
  expect(await interruptedTransaction(machine.host), where).toBeUndefined();
}

/** What every boot does */
async function recover(root: string): Promise<void> {
  const machine = machineBelow(root, cutPlugins);
  if (!(await hasLedger(machine.host, stateDirectory))) return;
  await withTransactionLock(machine.host, ledger => recoverInterrupted(machine, ledger, silent));
}

async function treeAfter(root: string, copy: string, name: DocumentName): Promise<Record<string, string>> {
  copyDisk(root, copy);
  await bootAgain(machineBelow(copy, cutPlugins));
  await recover(copy);
  await applyNamed(machineBelow(copy, cutPlugins), name);
  return managedTree(copy);
}

function silent(): void {}
