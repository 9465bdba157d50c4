import { confirmTransaction } from "../../manager/confirm.ts";
import { type AddCommand, print, printJson } from "../command.ts";

/** `groundstate confirm`: keeps what `apply --confirm` applied */
export const addConfirm: AddCommand = (program, makeMachine) => {
  program
    .command("confirm")
    .description("keep what apply --confirm applied; without it everything is rolled back in time")
    .option("--json", "print which transaction it was as JSON")
    .action(async ({ json }: { json?: boolean }) => {
      const txn = await confirmTransaction(makeMachine("live"), json ? () => undefined : print);
      if (json) printJson({ confirmed: txn });
      else print(`confirmed: everything stays as it is applied (transaction ${txn})`);
    });
};
