import { headText } from "../../ledger/block.ts";
import { hasLedger } from "../../ledger/ledger.ts";
import { verifyLedger } from "../../ledger/verify.ts";
import { stateDirectory } from "../../manager/paths.ts";
import { interruptedTransaction } from "../../manager/recovery.ts";
import { readStatus } from "../../manager/status.ts";
import { type AddCommand, print, printJson } from "../command.ts";

/** `groundstate status`: what the last run came to, and the ledger's head */
export const addStatus: AddCommand = (program, makeMachine) => {
  program
    .command("status")
    .description("show what the last run came to, and the head of the ledger")
    .option("--json", "print as JSON")
    .action(async (options: { json?: boolean }) => {
      const { host } = makeMachine("live");
      const status = await readStatus(host);
      const recorded = await hasLedger(host, stateDirectory);
      const cut = recorded ? await interruptedTransaction(host) : undefined;
      const { head, problems } = recorded
        ? await verifyLedger(host, stateDirectory, undefined, "chain")
        : { head: undefined, problems: [] };
      if (options.json) {
        const ledger = { head: head ?? null, problems: problems.length };
        printJson({ status: status ?? null, interrupted: cut ?? null, ledger });
        return;
      }
      if (!status) print("state        never applied");
      else {
        print(`state        ${status.state}`);
        print(`time         ${status.time}`);
        if (status.transaction) print(`transaction  ${status.transaction}`);
        print(`resources    ${status.holding} hold`);
        for (const difference of status.differs ?? []) print(`differs      ${difference}`);
        if (status.reason) print(`reason       ${status.reason}`);
      }
      if (cut) print(`interrupted  ${cut}: run groundstate recover`);
      if (head) print(`ledger head  ${headText(head)}`);
      if (problems.length > 0)
        print(`ledger       ${problems.length} problems: run groundstate ledger verify`);
    });
};
