import { isObject } from "../provisioner/host/json.ts";
import { blockOf } from "./cut-apply.ts";
import { answers } from "./facts/question-kinds.ts";
import { succeeds } from "./installed.ts";

const holder = "/var/lib/groundstate/transaction.holder";

/** Nobody looks before the boot has undone what a cut left */
export const recoveryOver = answers(
  "the recovery is over",
  `for second in $(seq 120); do test -e ${holder} || break; sleep 1; done; test -e ${holder} || echo over`,
  "over",
);

/** Every block is there, and signed */
export const chainHolds = succeeds("the ledger verifies", "groundstate ledger verify");

/** Whether a line of the ledger says that a transaction which was cut is rolled back */
export function isRecovery(line: string): boolean {
  const block = blockOf(line);
  const data = block?.["data"];
  if (block?.["action"] !== "recover" || block["phase"] !== "abort") return false;
  return isObject(data) && data["rolled_back"] === true;
}

/** Whether a line of the ledger says that a transaction holds */
export function isCommit(line: string): boolean {
  return blockOf(line)?.["phase"] === "commit";
}
