import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PowerCut, PowerCutCase } from "./cases/case.ts";
import { cutWhileApplying } from "./cut-apply.ts";
import { loginAccount, readDocument, withPlugins } from "./document.ts";
import { leave } from "./install.ts";
import { applyDocument, askProvisioner, compareFacts } from "./installed.ts";
import { starter } from "./life.ts";
import { pictureQuestions, samePicture } from "./machine-picture.ts";
import { ask, type Finding, type Question } from "./questions.ts";
import { chainHolds, isRecovery, recoveryOver } from "./recovery-questions.ts";
import { createLayer } from "./vm/disks.ts";
import type { SshTarget } from "./vm/ssh.ts";
import type { Workshop } from "./workshop.ts";

/** Cuts an apply off again and again; each next boot must have undone it, and at last it must be possible whole */
export async function runPowerCutCase(workshop: Workshop, wanted: PowerCutCase): Promise<Finding[]> {
  const folder = await workshop.folder(wanted.name);
  const installed = workshop.left(wanted.after);
  const document = await readDocument(join(installed, "state.json"));
  const changed = withPlugins(document, wanted.adds);
  const below = { path: join(installed, "target.img"), serial: "target" };
  const disk = await createLayer(folder, "target", below);
  const start = starter(workshop, { firmware: wanted.firmware, disk, folder, user: loginAccount(document) });
  const picture = pictureQuestions(changed);
  const findings: Finding[] = [];

  let life = await start("before");
  try {
    const before = await ask(life.target, picture);
    for (const [index, cut] of wanted.cuts.entries()) {
      const txn = await cutWhileApplying(life.machine, life.target, changed, cut);
      life = await start(`after-cut-${index + 1}`);
      findings.push(...(await undone(life.target, { picture, before, txn, cut })));
      workshop.say(`    cut after ${cut.after}, booted and asked: ${life.machine.seconds().toFixed(0)} s`);
    }
    findings.push(await applyDocument(life.target, changed));
    const { verify, ledger } = await askProvisioner(life.target);
    findings.push(verify, ledger, ...(await compareFacts(life.target, changed, wanted.firmware)));
    await writeFile(join(folder, "findings.json"), `${JSON.stringify(findings, undefined, 2)}\n`);
    return findings;
  } finally {
    await leave(life.machine, folder, "last");
  }
}

interface Cut {
  picture: readonly Question[];
  before: readonly Finding[];
  txn: string;
  cut: PowerCut;
}

/** Nobody has touched the machine since it booted: what holds now, its own boot has done */
async function undone(target: SshTarget, { picture, before, txn, cut }: Cut): Promise<Finding[]> {
  const [over, last, chain, ...after] = await ask(target, [
    recoveryOver,
    lastBlock(txn),
    chainHolds,
    ...picture,
  ]);
  const recovery = [over, last, chain].filter(finding => finding !== undefined);
  return [...recovery, ...samePicture(before, after)].map(finding => ({
    ...finding,
    what: `power cut after ${cut.after}: ${finding.what}`,
  }));
}

/** The transaction ends in the ledger with a block that says it was rolled back by a recovery */
function lastBlock(txn: string): Question {
  return {
    what: `transaction ${txn} was recovered`,
    command: `grep -F '"${txn}"' /var/lib/groundstate/ledger.jsonl | tail -n 1`,
    needs: "a last block of the action recover, phase abort, rolled back",
    agrees: ({ text }) => isRecovery(text),
  };
}
