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
import { changesText, leftAloneLines } from "../plan-lines.ts";

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
        say(`first boot converged: ${changesText(applied)}, ${verification.holding} resources hold (${txn})`);
        if (head) say(`ledger head ${headText(head)}`);
      } catch (error) {
        say(`first boot failed: ${describeError(error)}`);
        say("the machine stays up; mend the document, then run: groundstate apply");
        throw new Failure({ kind: "machine", tried: "first boot did not converge", cause: error });
      }
    });
};

/**
 * What this boot is still going to start must not be taken for stopped, so the end of the boot is awaited; the network
 * only when something is left to do, for where it does not come nobody should wait for it
 */
async function untilBooted(machine: Machine, document: StateDocument): Promise<void> {
  await reach(machine.host, "multi-user.target");
  const left = await planDocument(machine, document).catch(() => undefined); // asked again, and said, when it is applied
  if (left?.todo.length !== 0) await reach(machine.host, "network-online.target");
}

/** Waits for a target, but not for ever: what holds it up may be what is to be mended */
async function reach(host: Host, target: string): Promise<void> {
  try {
    await host.run("systemctl", ["start", target], { timeout: 180 });
  } catch (error) {
    say(`${target} is not reached, going on without it: ${describeError(error)}`);
  }
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
