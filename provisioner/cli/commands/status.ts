import { headText } from "../../ledger/block.ts";
import { hasLedger } from "../../ledger/ledger.ts";
import { verifyLedger } from "../../ledger/verify.ts";
import { restingPlugins, restingText } from "../../manager/circuit.ts";
import {
  openTransaction,
  pendingText,
  readTransactions,
  waitingForConfirmation,
} from "../../manager/open-transaction.ts";
import { stateDirectory } from "../../manager/paths.ts";
import { readStatus, type Status } from "../../manager/status.ts";
import { type AddCommand, print, printJson } from "../command.ts";
import { shownPending, shownResting } from "../obstacles.ts";

/** `groundstate status`: what the last run came to, what waits or rests, and the ledger's head */
export const addStatus: AddCommand = (program, makeMachine) => {
  program
    .command("status")
    .description("show what the last run came to, what waits or rests, and the head of the ledger")
    .option("--json", "print as JSON")
    .action(async (options: { json?: boolean }) => {
      const { host } = makeMachine("live");
      const status = await readStatus(host);
      const transactions = await readTransactions(host);
      const open = openTransaction(transactions);
      const pending = await waitingForConfirmation(host, open);
      const cut = pending ? undefined : open?.txn;
      const resting = restingPlugins(transactions, host.clock.now());
      const { head, problems } = (await hasLedger(host, stateDirectory))
        ? await verifyLedger(host, stateDirectory, undefined, "chain")
        : { head: undefined, problems: [] };
      if (options.json) {
        printJson({
          status: status ?? null,
          interrupted: cut ?? null,
          pending: shownPending(pending),
          resting: resting.map(shownResting),
          ledger: { head: head ?? null, problems: problems.length },
        });
        return;
      }
      for (const line of statusLines(status)) print(line);
      if (cut) print(`interrupted  ${cut}: run groundstate recover`);
      if (pending) print(`pending      ${pendingText(pending)}`);
      for (const plugin of resting) print(`resting      ${restingText(plugin)}`);
      if (head) print(`ledger head  ${headText(head)}`);
      if (problems.length > 0)
        print(`ledger       ${problems.length} problems: run groundstate ledger verify`);
    });
};

function statusLines(status: Status | undefined): string[] {
  if (!status) return ["state        never applied"];
  const { state, time, transaction, holding, differs = [], reason } = status;
  return [
    `state        ${state}`,
    `time         ${time}`,
    ...(transaction ? [`transaction  ${transaction}`] : []),
    `resources    ${holding} hold`,
    ...differs.map(difference => `differs      ${difference}`),
    ...(reason ? [`reason       ${reason}`] : []),
  ];
}
