import { hasLedger } from "../../ledger/ledger.ts";
import { withTransactionLock } from "../../manager/lock.ts";
import { stateDirectory } from "../../manager/paths.ts";
import { recoverInterrupted } from "../../manager/recovery.ts";
import { type AddCommand, print } from "../command.ts";

/** `groundstate recover`: rolls back a transaction that was cut; every boot runs it before anything else can apply */
export const addRecover: AddCommand = (program, makeMachine) => {
  program
    .command("recover")
    .description("roll back a transaction that a power cut or a kill left open; every boot does")
    .action(async () => {
      const machine = makeMachine("live");
      if (!(await hasLedger(machine.host, stateDirectory))) return;
      await withTransactionLock(machine.host, ledger => recoverInterrupted(machine, ledger, print));
    });
};
