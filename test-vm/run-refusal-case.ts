import { setTimeout } from "node:timers/promises";
import type { RefusalCase, RefusalDisk } from "./cases/case.ts";
import { type HandedDocument, handOver } from "./hand-over.ts";
import { leave } from "./install.ts";
import type { Finding } from "./questions.ts";
import { typeCommand } from "./rescue.ts";
import { waitOrTrouble } from "./trouble.ts";
import { createDisk, type Disk, fingerprint, formatWithExt4 } from "./vm/disks.ts";
import { type Machine, startMachine } from "./vm/machine.ts";
import type { Workshop } from "./workshop.ts";

/** Boots the ISO with a document that must be refused; checks the console's words and every byte of the disks */
export async function runRefusalCase(workshop: Workshop, wanted: RefusalCase): Promise<Finding[]> {
  const folder = await workshop.folder(wanted.name);
  const handed = await handOver(wanted.handOver ?? "volume", wanted.document, folder);
  try {
    return await refuse(workshop, wanted, handed, folder);
  } finally {
    await handed.close();
  }
}

async function refuse(
  { accelerator, iso }: Workshop,
  { firmware, says, showsOnScreen, ...wanted }: RefusalCase,
  handed: HandedDocument,
  folder: string,
): Promise<Finding[]> {
  const disks = await Promise.all(wanted.disks.map(disk => makeDisk(folder, disk)));
  const before = await Promise.all(disks.map(fingerprint));
  const medium = { iso, on: "disc" as const };
  const machine = await startMachine(
    { firmware, accelerator, disks, medium, ...handed.parts },
    folder,
    "install",
  );
  try {
    await handed.atBootMenu(machine);
    const words = await listen(machine, says);
    if (showsOnScreen) words.push(...(await readScreen(machine, showsOnScreen)));
    await leave(machine, folder, "screen");
    const after = await Promise.all(disks.map(fingerprint));
    return [...words, ...disks.map((disk, index) => untouched(disk, before[index], after[index]))];
  } finally {
    await machine.stop();
  }
}

async function makeDisk(folder: string, { name, gib, holds }: RefusalDisk): Promise<Disk> {
  const disk = await createDisk(folder, { name, gib });
  if (holds === "ext4") await formatWithExt4(disk, "photographs");
  return disk;
}

const outcome =
  /groundstate: (?:document rejected|install \w+)[^\n]*\n|Installing in \d+ s|No document was found/;
// longer than the countdown: what would go on in spite of its refusal has begun by then
const settlingSeconds = 15;

async function listen(machine: Machine, says: readonly RegExp[]): Promise<Finding[]> {
  await waitOrTrouble(machine, outcome, 400);
  await setTimeout(settlingSeconds * 1000);
  const text = machine.serial.text();
  return says.map(pattern => judge("the serial console", pattern, text));
}

// The shell that the stopped installer offers can read what tty1 shows: vcs(4) is the text on that screen
async function readScreen(machine: Machine, shows: readonly RegExp[]): Promise<Finding[]> {
  machine.serial.send("shell\n");
  await machine.serial.waitFor(/# $/, 60);
  const { text } = await typeCommand(machine, "cat /dev/vcs1", 60);
  return shows.map(pattern => judge("the screen", pattern, text));
}

// lines are wrapped at the terminal's width, so any white space is one blank
function judge(where: string, pattern: RegExp, text: string): Finding {
  const holds = pattern.test(text.replace(/\s+/g, " "));
  const last = text.trim().split("\n").slice(-30).join("\n  | ");
  return {
    what: `${where} says ${pattern}`,
    needs: String(pattern),
    holds,
    found: holds ? "said" : `words that end with:\n  | ${last}\n`,
  };
}

function untouched(disk: Disk, before: string | undefined, after: string | undefined): Finding {
  return {
    what: `disk ${disk.serial} is byte for byte what it was`,
    needs: String(before),
    holds: before !== undefined && before === after,
    found: String(after),
  };
}
