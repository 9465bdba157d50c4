import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { Failure } from "../host/failure.ts";
import { verifyLedger } from "../ledger/verify.ts";
import { copyDisk, managedTree } from "./cut-disk.fixture.ts";
import { applyNamed, cutPlugins } from "./cuts.fixture.ts";
import { withTransactionLock } from "./lock.ts";
import { temporaryFolder } from "./machine.fixture.ts";
import { machineBelow } from "./machine-below.fixture.ts";
import { stateDirectory } from "./paths.ts";
import { interruptedTransaction, recoverInterrupted } from "./recovery.ts";

/** Every boundary is gone through in cuts.proof.test.ts, on copies of the disk; a real kill leaves no more and no less */
const apart = 16;

test("a process killed by SIGKILL lets its locks go, and the next start finds the old or the new machine", async () => {
  const folder = await temporaryFolder("killed");
  const script = join(folder, "apply.cjs");
  const entryPoint = join(import.meta.dirname, "cut-apply.fixture.ts");
  await build({ entryPoints: [entryPoint], outfile: script, bundle: true, platform: "node", format: "cjs" });
  const start = `${folder}/start`;
  await mkdir(start);
  await applyNamed(machineBelow(start, cutPlugins), "first");
  const old = managedTree(start);

  let killed = 0;
  for (let boundary = 1; ; boundary += apart) {
    const root = `${folder}/${boundary}`;
    copyDisk(start, root);
    const child = spawn(process.execPath, [script, root, String(boundary)], { stdio: "ignore" });
    const [, signal] = await once(child, "exit");
    const machine = machineBelow(root, cutPlugins);
    await recoverWhenFree(root);
    const found = managedTree(root);
    await applyNamed(machine, "second");
    const whole = managedTree(root);

    expect([old, whole], `killed at boundary ${boundary}`).toContainEqual(found);
    expect((await verifyLedger(machine.host, stateDirectory)).problems).toEqual([]);
    expect(await interruptedTransaction(machine.host)).toBeUndefined();
    if (signal !== "SIGKILL") break;
    killed += 1;
  }
  console.info(`${killed} processes killed`);
  expect(killed).toBeGreaterThan(10);
});

/** The kernel closes a killed process's pipe at once; the program that holds the lock for it ends a moment later */
async function recoverWhenFree(root: string): Promise<void> {
  const machine = machineBelow(root, cutPlugins);
  for (;;) {
    try {
      await withTransactionLock(machine.host, ledger => recoverInterrupted(machine, ledger, () => undefined));
      return;
    } catch (error) {
      if (!(error instanceof Failure && error.kind === "busy")) throw error;
    }
  }
}
