import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "../provisioner/host/json.ts";
import type { PowerCutsCase } from "./cases/case.ts";
import { type CutDisk, disksWhileApplying } from "./disks-while-applying.ts";
import { loginAccount, readDocument, withBootstrap, withPlugins } from "./document.ts";
import { leave } from "./install.ts";
import { applyDocument } from "./installed.ts";
import { starter } from "./life.ts";
import { pictureQuestions, samePicture } from "./machine-picture.ts";
import { ask, type Finding, type Question } from "./questions.ts";
import { chainHolds, isCommit, isRecovery, recoveryOver } from "./recovery-questions.ts";
import { createLayer } from "./vm/disks.ts";
import type { Workshop } from "./workshop.ts";

/** Applies a change once, keeping the disk as it is at many instants; then boots each of those disks and looks what it is */
export async function runPowerCutsCase(workshop: Workshop, wanted: PowerCutsCase): Promise<Finding[]> {
  const folder = await workshop.folder(wanted.name);
  const installed = workshop.left(wanted.after);
  const document = await readDocument(join(installed, "state.json"));
  const below = { path: join(installed, "target.img"), serial: "target" };
  const disk = await createLayer(folder, "target", below);
  const body = { firmware: wanted.firmware, folder, user: loginAccount(document) };
  const change = await makeChange(workshop, { ...body, disk }, document, wanted);
  const findings = [...change.findings];
  for (const [index, cut] of change.disks.entries()) {
    const name = `cut-${index + 1}`;
    const own = await createLayer(folder, name, cut.disk);
    const came = await bootAndLook(workshop, { ...body, disk: own }, change, name);
    await rm(own.path);
    findings.push(...came.findings.map(found => ({ ...found, what: `${name}: ${found.what}` })));
    workshop.say(`    ${name}, ${cut.seconds.toFixed(1)} s after its first block: ${came.is}`);
  }
  await writeFile(join(folder, "findings.json"), `${JSON.stringify(findings, undefined, 2)}\n`);
  return findings;
}

interface Change {
  /** Whether the change could be made at all */
  findings: Finding[];
  picture: readonly Question[];
  before: readonly Finding[];
  after: readonly Finding[];
  txn: string;
  disks: readonly CutDisk[];
}

type Body = Parameters<typeof starter>[1];

/** Makes the machine what the first document says, then lets it become what the second says; what it is before and after */
async function makeChange(
  workshop: Workshop,
  body: Body,
  document: JsonObject,
  { first, second, bootstrap, cuts }: PowerCutsCase,
): Promise<Change> {
  const old = withPlugins(document, first);
  const changed = withBootstrap(withPlugins(document, second), bootstrap);
  const picture = [...pictureQuestions(old), ...pictureQuestions(changed)];
  const { machine, target } = await starter(workshop, body)("change");
  try {
    const made = await applyDocument(target, old);
    const before = await ask(target, picture);
    const { txn, disks, finding } = await disksWhileApplying(machine, target, {
      document: changed,
      disk: body.disk,
      folder: body.folder,
      most: cuts,
    });
    const after = await ask(target, picture);
    return { findings: [made, finding], picture, before, after, txn, disks };
  } finally {
    await leave(machine, body.folder, "change");
  }
}

/** Powers on what a cut left: the old machine or the new one, whichever its ledger says */
async function bootAndLook(
  workshop: Workshop,
  body: Body,
  { picture, before, after, txn }: Change,
  name: string,
): Promise<{ findings: Finding[]; is: string }> {
  const { machine, target } = await starter(workshop, body)(name);
  try {
    const [over, chain, end, ...now] = await ask(target, [recoveryOver, chainHolds, endOf(txn), ...picture]);
    const isNew = isCommit(end?.found ?? "");
    const said = [over, chain, end].filter(finding => finding !== undefined);
    const findings = [...said, ...samePicture(isNew ? after : before, now)];
    const count = findings.filter(({ holds }) => !holds).length;
    return { findings, is: `${isNew ? "the new machine" : "the old machine"}, ${count} problems` };
  } finally {
    await leave(machine, body.folder, name);
  }
}

/** A cut before the first block was on the disk leaves none */
function endOf(txn: string): Question {
  return {
    what: "how the transaction ended",
    command: `grep -F '"${txn}"' /var/lib/groundstate/ledger.jsonl | tail -n 1`,
    needs: "no block of it, a commit, or a recovery that rolled it back",
    agrees: ({ text }) => text === "" || isCommit(text) || isRecovery(text),
  };
}
