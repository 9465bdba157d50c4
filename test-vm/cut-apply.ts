import { Failure } from "../provisioner/host/failure.ts";
import { isObject, type JsonObject } from "../provisioner/host/json.ts";
import type { PowerCut } from "./cases/case.ts";
import { shellWord } from "./facts/question-kinds.ts";
import type { Machine } from "./vm/machine.ts";
import { anyExit, type SshTarget, ssh } from "./vm/ssh.ts";

/** Applies a document and takes the machine's power away in the middle of it; the transaction that was cut */
export async function cutWhileApplying(
  machine: Machine,
  target: SshTarget,
  document: JsonObject,
  cut: PowerCut,
): Promise<string> {
  let txn: string | undefined;
  let powerOff: Promise<void> | undefined;
  const { stdout, stderr, exit } = await ssh(target, `sudo sh -c ${shellWord(applyAndWatch(cut))}`, {
    input: JSON.stringify(document),
    timeout: 300,
    allowedExits: anyExit,
    onLine: line => {
      if (powerOff !== undefined || !isWhere(line, cut)) return;
      txn = transactionOf(line);
      powerOff = machine.stop();
    },
  });
  await powerOff;
  if (txn !== undefined) return txn;
  throw new Failure({
    kind: "machine",
    tried: `the apply ended with ${exit} before the power could be cut after ${cut.after}`,
    found: (stderr || stdout).trim().slice(-600),
  });
}

const ledger = "/var/lib/groundstate/ledger.jsonl";

/**
 * Applies what comes in, and prints each new block of the ledger once it is on the disk: a block can be read before
 * it is durable, and what was not is as if it had never been
 */
function applyAndWatch({ allOnDisk = false }: PowerCut): string {
  return `cat >/run/changed.json
from=$(($(wc -l <${ledger}) + 1))
tail --pid=$$ -n +$from -f ${ledger} | while IFS= read -r block; do
  sync ${allOnDisk ? "" : `--data ${ledger}`}
  printf '%s\\n' "$block"
done &
groundstate apply /run/changed.json >&2`;
}

/** Whether a printed line is the block after which the power goes */
export function isWhere(line: string, { after }: PowerCut): boolean {
  const block = blockOf(line);
  if (block?.["category"] !== "transaction") return false;
  if (after === "intent") return block["phase"] === "intent";
  const { data } = block;
  return block["phase"] === "done" && isObject(data) && data["resource"] === after;
}

function transactionOf(line: string): string | undefined {
  const txn = blockOf(line)?.["txn"];
  return typeof txn === "string" ? txn : undefined;
}

/** The block on a line; the apply's own words come between the blocks */
export function blockOf(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const block: unknown = JSON.parse(line);
    return isObject(block) ? block : undefined;
  } catch {
    return undefined; // cut off in the middle
  }
}
