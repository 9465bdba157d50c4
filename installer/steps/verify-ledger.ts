import { Failure } from "../../provisioner/host/failure.ts";
import { headText } from "../../provisioner/ledger/block.ts";
import { verifyLedger } from "../../provisioner/ledger/verify.ts";
import type { Step } from "../engine.ts";
import { type Install, needed } from "../install.ts";
import { ledgerDirectory } from "../ledger-blocks.ts";

/** Proves that the ledger which leaves with the machine is whole */
export const verifyLedgerStep: Step<Install> = {
  name: "verify-ledger",
  title: "Verify the ledger",
  weight: 1,
  run: async ({ host, made }, voice) => {
    const head = headText(needed(made.ledger, "ledger").head());
    const { blocks, problems } = await verifyLedger(host, ledgerDirectory, head);
    voice.line(`${blocks} blocks, head ${head}`);
    if (problems.length > 0) {
      throw new Failure({
        kind: "integrity",
        tried: "the ledger of the new machine does not verify",
        found: problems.map(({ text }) => text).join("; "),
        needs: "a ledger in which every hash, link and signature holds",
        fix: "retry; if it happens again, check disk and memory of this machine",
      });
    }
  },
};
