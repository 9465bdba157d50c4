import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "../provisioner/host/json.ts";
import type { RunResult } from "../provisioner/host/run.ts";
import { factsOf } from "./facts/facts.ts";
import { answers } from "./facts/question-kinds.ts";
import { ask, type Finding, type Question } from "./questions.ts";
import type { Firmware } from "./vm/firmware.ts";
import { anyExit, type SshTarget, ssh } from "./vm/ssh.ts";

/** What the installed machine says of itself, in its own words */
export interface OwnWords {
  verify: Finding;
  ledger: Finding;
  /** Disk layout and ledger head, for people */
  layout: string;
  head: string;
}

/** Asks the installed provisioner: does every resource hold, does the ledger verify; both at once, as it has two processors */
export async function askProvisioner(target: SshTarget): Promise<OwnWords> {
  const [[verify], [ledger, layout, head]] = await Promise.all([
    ask(target, [succeeds("groundstate verify", "groundstate verify")]),
    ask(target, ledgerQuestions),
  ]);
  const missing: Finding = { what: "groundstate", holds: false, needs: "an answer", found: "none" };
  return {
    verify: verify ?? missing,
    ledger: ledger ?? missing,
    layout: layout?.found ?? "",
    head: head?.found ?? "",
  };
}

const ledgerQuestions: readonly Question[] = [
  succeeds("groundstate ledger verify", "groundstate ledger verify"),
  succeeds("disk layout", "lsblk -o NAME,SIZE,TYPE,FSTYPE,LABEL,MOUNTPOINTS"),
  succeeds("ledger head", "tail -n 1 /var/lib/groundstate/ledger.jsonl"),
];

/** Compares the machine with the document, by other tools than ours */
export async function compareFacts(
  target: SshTarget,
  document: JsonObject,
  firmware: Firmware,
): Promise<Finding[]> {
  return ask(target, factsOf(document, firmware));
}

/** Applies the document again and looks for any file below /etc with a new time of change */
export async function applyAgain(target: SshTarget, folder: string): Promise<Finding[]> {
  const before = await timesBelowEtc(target);
  const apply = "sudo groundstate apply /etc/groundstate/state.json";
  const answer = await ssh(target, apply, { timeout: 600, allowedExits: anyExit });
  await writeFile(join(folder, "apply-again.txt"), answer.stdout + answer.stderr);
  const after = await timesBelowEtc(target);
  const changed = [...after].filter(line => !before.has(line));
  return [
    applied("the same document applies again", answer),
    {
      what: "applying it again changes no file below /etc",
      needs: "no new time of change",
      holds: changed.length === 0,
      found: changed.length === 0 ? "none" : changed.slice(0, 20).join(", "),
    },
  ];
}

/** Applies another document than the one that the machine has */
export async function applyDocument(target: SshTarget, document: JsonObject): Promise<Finding> {
  const apply = "sudo sh -c 'cat >/run/changed.json && groundstate apply /run/changed.json'";
  const input = JSON.stringify(document);
  const answer = await ssh(target, apply, { input, timeout: 600, allowedExits: anyExit });
  return applied("the changed document applies", answer);
}

function applied(what: string, { stdout, stderr, exit }: RunResult): Finding {
  const found = exit === 0 ? "exit 0" : `exit ${exit}: ${(stderr || stdout).trim().slice(-600)}`;
  return { what, needs: "exit 0", holds: exit === 0, found };
}

async function timesBelowEtc(target: SshTarget): Promise<Set<string>> {
  const { stdout } = await ssh(target, "sudo find /etc ! -type d -printf '%p %T@\\n'");
  return new Set(stdout.split("\n"));
}

/** Boots that matter leave no trace of the medium: asked apart, as it is true of no document */
export const aloneOnItsDisk = answers(
  "no other medium is in the machine",
  "lsblk -dno TYPE | sort -u",
  "disk",
);

/** The command must end with 0, whatever it says */
export function succeeds(what: string, command: string): Question {
  return { what, command, needs: "exit 0", agrees: ({ exit }) => exit === 0 };
}
