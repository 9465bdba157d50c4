import { describeError, Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { headText } from "../../ledger/block.ts";
import { verifyLedger } from "../../ledger/verify.ts";
import { applyAndRecord, recordFailure } from "../../manager/apply-and-record.ts";
import type { Machine } from "../../manager/machine.ts";
import { firstbootMarkerPath, stateDirectory } from "../../manager/paths.ts";
import { planDocument } from "../../manager/plan.ts";
import type { StateDocument } from "../../state/document.ts";
import { acceptedDocument } from "../accepted-document.ts";
import { type AddCommand, print } from "../command.ts";
import { leftAloneLines } from "../plan-lines.ts";

/** `groundstate firstboot`: does what the chroot had to defer, verifies, records, and says so on the console */
export const addFirstboot: AddCommand = (program, makeMachine) => {
  program
    .command("firstboot", { hidden: true })
    .description("what groundstate-firstboot.service runs")
    .action(async () => {
      const machine = makeMachine("live");
      const { host } = machine;
      try {
        const { document, sha256 } = await orRecord(host, () => acceptedDocument(host));
        await untilBooted(machine, document);
        const report = (line: string): void => say(line);
        const { applied, verification, txn } = await applyAndRecord(machine, { document, sha256, report });
        await host.files.remove(firstbootMarkerPath);
        for (const line of leftAloneLines(verification)) say(line);
        const { head } = await verifyLedger(host, stateDirectory, undefined, "chain");
        const changes = `${applied.length} ${applied.length === 1 ? "change" : "changes"}`;
        say(`first boot converged: ${changes}, ${verification.holding} resources hold (${txn})`);
        if (head) say(`ledger head ${headText(head)}`);
      } catch (error) {
        say(`first boot failed: ${describeError(error)}`);
        say("the machine stays up; mend the document, then run: groundstate apply");
        throw new Failure({ kind: "machine", tried: "first boot did not converge", cause: error });
      }
    });
};

/**
 * What is left to do may take the network, or a service that this boot is only about to start. Where everything holds
 * nobody waits, neither for an address that does not come nor for the last service
 */
async function untilBooted(machine: Machine, document: StateDocument): Promise<void> {
  const left = await planDocument(machine, document).catch(() => undefined); // asked again, and said, when it is applied
  if (left?.todo.length === 0) return;
  say("waiting for the network and the end of the boot");
  const targets = ["network-online.target", "multi-user.target"];
  await machine.host.run("systemctl", ["start", ...targets], { timeout: 600, allowedExits: [0, 1, 3, 4, 5] });
}

/** A document that is not even accepted leaves its reason in the status as well */
async function orRecord<T>(host: Host, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await recordFailure(host, null, error);
    throw error;
  }
}

function say(line: string): void {
  print(`groundstate: ${line}`);
}
