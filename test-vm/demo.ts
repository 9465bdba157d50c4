import { isObject } from "../provisioner/host/json.ts";
import { installAndBoot, leave } from "./install.ts";
import { askProvisioner, type OwnWords } from "./installed.ts";
import { documentFor } from "./run-install-case.ts";
import { formatSeconds, type Phase, type Timeline } from "./timeline.ts";
import { createDisk } from "./vm/disks.ts";
import type { Firmware } from "./vm/firmware.ts";
import type { Workshop } from "./workshop.ts";

/** What `make demo` may choose */
export interface DemoOptions {
  /** Path of the document */
  state: string;
  firmware: Firmware;
}

/** Bare disk to verified server, with a summary; true only when the machine says that every resource holds */
export async function demo(workshop: Workshop, { state, firmware }: DemoOptions): Promise<boolean> {
  const { say, accelerator, iso } = workshop;
  const folder = await workshop.folder("demo");
  const document = await documentFor(workshop, { state, bootstrap: {}, mirror: false });
  const disk = await createDisk(folder, { name: "target", gib: 16 });
  say(`Installing ${state} on an empty 16 GiB disk (${firmware}, ${accelerator}) from ${iso}`);
  say(`  the console is kept in ${folder}/install.log, then disk.log`);
  const install = { firmware, document, disk, folder, limit: 2400 };
  const { machine, target, words, steps, timeline } = await installAndBoot(workshop, install);
  try {
    const own = await askProvisioner(target);
    timeline.mark("verify");
    for (const line of summary({ timeline, steps, words, own })) say(line);
    return own.verify.holds && own.ledger.holds;
  } finally {
    await leave(machine, folder, "disk");
  }
}

interface Outcome {
  timeline: Timeline;
  steps: readonly Phase[];
  words: readonly string[];
  own: OwnWords;
}

/** The lines that a person reads at the end */
export function summary({ timeline, steps, words, own }: Outcome): string[] {
  return [
    "",
    "Seconds, power on to verified",
    ...timeline.phases.map(phaseLine),
    `  ${formatSeconds(timeline.total())}  in all`,
    "",
    "Seconds of the install by step",
    ...steps.map(phaseLine),
    "",
    "The machine's own last words",
    ...indented(words.join("\n")),
    "",
    "Disk layout",
    ...indented(own.layout),
    "",
    "Ledger",
    ...indented(describeHead(own.head)),
    ...indented(own.ledger.found),
    "",
    `groundstate verify: ${own.verify.holds ? "every resource holds" : "NOT every resource holds"}`,
    ...indented(own.verify.found),
  ];
}

/** Height and hash of a ledger's last block */
export function describeHead(line: string): string {
  try {
    const block: unknown = JSON.parse(line);
    if (isObject(block)) return `head: height ${String(block["height"])}, hash ${String(block["hash"])}`;
  } catch {
    // said below
  }
  return `head: not a block: ${line.slice(0, 200)}`;
}

function phaseLine({ name, seconds }: Phase): string {
  return `  ${formatSeconds(seconds)}  ${name}`;
}

function indented(text: string): string[] {
  return text.split("\n").map(line => `  ${line}`);
}
