import { Failure } from "../../host/failure.ts";
import { rollBackUnconfirmed } from "../../manager/confirm.ts";
import { stateDirectory } from "../../manager/paths.ts";
import { rollBackLast } from "../../manager/roll-back-last.ts";
import { type AddCommand, print, printJson } from "../command.ts";
import { requireLedger } from "../require-ledger.ts";

interface RollbackOptions {
  unconfirmed?: boolean;
  force?: boolean;
  json?: boolean;
}

/** `groundstate rollback [TXN]`: takes the last transaction that changed anything back */
export const addRollback: AddCommand = (program, makeMachine) => {
  program
    .command("rollback")
    .description("take the last transaction that changed anything back; again, the one before it")
    .argument("[txn]", "the transaction that is meant; refused unless it is the last")
    .option("--unconfirmed", "only if it still waits for confirmation: what its timer runs")
    .option("--force", "also when files were changed since: that is lost")
    .option("--json", "print what was rolled back as JSON")
    .action(async (txn: string | undefined, { unconfirmed, force, json }: RollbackOptions) => {
      const machine = makeMachine("live");
      await requireLedger(machine.host, stateDirectory);
      const report = json ? () => undefined : print;
      if (unconfirmed) {
        if (txn === undefined) throw nameMissing();
        const rolledBack = await rollBackUnconfirmed(machine, txn, report);
        if (json) printJson({ rolled_back: rolledBack ? txn : null });
        return;
      }
      const { rolledBack, txn: by, left } = await rollBackLast(machine, txn, report, force);
      if (json) printJson({ rolled_back: rolledBack, txn: by, left });
      else
        print(
          `rolled back transaction ${rolledBack}${left.length > 0 ? `, except: ${left.join("; ")}` : ""}`,
        );
    });
};

function nameMissing(): Failure {
  return new Failure({
    kind: "input",
    tried: "cannot roll back what nobody confirmed",
    found: "no transaction named",
    needs: "its name, or rollback without --unconfirmed for the last one",
  });
}
