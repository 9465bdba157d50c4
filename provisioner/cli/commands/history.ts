import { readBlocks } from "../../ledger/read.ts";
import { stateDirectory } from "../../manager/paths.ts";
import { paintFor } from "../colour.ts";
import { type AddCommand, print, printJson } from "../command.ts";
import { transactionsOf } from "../history.ts";
import { historyLines } from "../history-lines.ts";
import { requireLedger } from "../require-ledger.ts";
import { wholeNumber } from "../whole-number.ts";

interface HistoryOptions {
  directory: string;
  last?: number;
  json?: boolean;
}

/** `groundstate history`: what was done to this machine, transaction by transaction, from the ledger alone */
export const addHistory: AddCommand = (program, makeMachine) => {
  program
    .command("history")
    .description("list the transactions of the ledger, newest first")
    .option("--last <count>", "only the newest transactions", wholeNumber("transactions"))
    .option("--directory <path>", "where the ledger lies", stateDirectory)
    .option("--json", "print them as JSON")
    .action(async ({ directory, last, json }: HistoryOptions) => {
      const { host } = makeMachine("live");
      await requireLedger(host, directory);
      const transactions = (await transactionsOf(readBlocks(host, directory))).slice(0, last);
      if (json) printJson(transactions);
      else print(historyLines(transactions, paintFor(process.stdout, process.env)).join("\n"));
    });
};
