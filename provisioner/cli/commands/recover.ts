import { hasLedger } from "../../ledger/ledger.ts";
import { withTransactionLock } from "../../manager/lock.ts";
import type { Machine } from "../../manager/machine.ts";
import { stateDirectory } from "../../manager/paths.ts";
import { interruptedTransaction, recoverInterrupted } from "../../manager/recovery.ts";
import { type AddCommand, print, printJson } from "../command.ts";

/** `groundstate recover`: rolls back a transaction that was cut; every boot runs it before anything else can apply */
export const addRecover: AddCommand = (program, makeMachine) => {
  program
    .command("recover")
    .description("roll back a transaction that a power cut or a kill left open; every boot does")
    .option("--json", "print which transaction it was as JSON")
    .action(async ({ json }: { json?: boolean }) => {
      const machine = makeMachine("live");
      const cut = (await hasLedger(machine.host, stateDirectory)) ? await recover(machine, json) : undefined;
      if (json) printJson({ recovered: cut ?? null });
    });
};

/** The transaction that was cut, if any, once it is rolled back */
async function recover(machine: Machine, silent = false): Promise<string | undefined> {
  const report = silent ? () => undefined : print;
  return await withTransactionLock(machine.host, async ledger => {
    const cut = await interruptedTransaction(machine.host);
    if (cut !== undefined) await recoverInterrupted(machine, ledger, report);
    return cut;
  });
}
