import { headText } from "../provisioner/ledger/block.ts";
import { type Ledger, openLedger } from "../provisioner/ledger/ledger.ts";
import { stateDirectory } from "../provisioner/manager/paths.ts";
import type { StepTime } from "./events/event.ts";
import { type Install, target } from "./install.ts";

/** Where the new machine's ledger lies while it is installed */
export const ledgerDirectory = `${target}${stateDirectory}`;

/** All blocks of one install are one transaction */
export const installTransaction = "install";

/** Records that a step was done */
export async function recordStep(ledger: Ledger, { step, seconds }: StepTime): Promise<void> {
  await ledger.append({
    txn: installTransaction,
    category: "install",
    action: step,
    phase: "done",
    data: { milliseconds: Math.round(seconds * 1000) }, // blocks hold no floats
  });
}

/** Opens the ledger again after the provisioner wrote to it */
export async function reopenLedger({ host, made }: Install): Promise<void> {
  made.ledger ??= await openLedger(host, ledgerDirectory);
}

/** Lets go of the ledger: the provisioner must be its only writer, and the target must be unmountable */
export async function closeLedger({ made }: Install): Promise<void> {
  const { ledger } = made;
  if (!ledger) return;
  delete made.ledger;
  made.seal = { fingerprint: ledger.fingerprint, head: headText(ledger.head()) };
  await ledger.close();
}
