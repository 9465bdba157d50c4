import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "../provisioner/host/json.ts";
import { loginAccount } from "./document.ts";
import { type HandedDocument, type HandOver, handOver } from "./hand-over.ts";
import type { Finding } from "./questions.ts";
import { type Phase, startTimeline, type Timeline } from "./timeline.ts";
import { kernelStarts, waitOrTrouble } from "./trouble.ts";
import type { Disk } from "./vm/disks.ts";
import type { Firmware } from "./vm/firmware.ts";
import { type Machine, startMachine } from "./vm/machine.ts";
import type { Medium } from "./vm/machine-arguments.ts";
import { type SshTarget, waitForSsh } from "./vm/ssh.ts";
import type { Workshop } from "./workshop.ts";

/** One install: which machine, which document, how long it may take */
export interface Install {
  firmware: Firmware;
  document: JsonObject;
  disk: Disk;
  folder: string;
  /** How the document gets to the installer; on a volume unless said */
  handOver?: HandOver;
  /** What the ISO is on; a disc unless said */
  medium?: Medium["on"];
  /** REF's 2 GiB unless said */
  memoryMiB?: number;
  /** REF's 2 unless said */
  processors?: number;
  /** Seconds from the installer's first line to its last */
  limit: number;
}

/** A machine that runs from its own disk, and the way into it */
export interface InstalledMachine {
  machine: Machine;
  target: SshTarget;
  /** Whether the installer had the document from where it was put */
  source: Finding;
  /** The installer's and the first boot's own last words */
  words: string[];
  /** The installer's own times per step */
  steps: readonly Phase[];
  timeline: Timeline;
}

/** Boots the ISO, hands over the document, lets it install and power off, then boots the disk alone */
export async function installAndBoot(workshop: Workshop, install: Install): Promise<InstalledMachine> {
  const timeline = startTimeline();
  const mark = (name: string): void => {
    const { seconds } = timeline.mark(name);
    workshop.say(`    ${name}: ${seconds.toFixed(0)} s`);
  };
  const { finished, source, steps } = await installOnly(workshop, install, mark);
  const machine = await bootDisk(workshop, install);
  try {
    const converged = await untilFirstBoot(machine, mark);
    const target = {
      port: machine.sshPort,
      user: loginAccount(install.document),
      key: workshop.key.path,
    };
    await waitForSsh(target, 180);
    mark("ssh answers");
    return { machine, target, source, words: [finished, converged], steps, timeline };
  } catch (error) {
    await leave(machine, install.folder, "disk");
    throw error;
  }
}

/** Ends a machine that failed a test, keeping a picture of its screen */
export async function leave(machine: Machine, folder: string, name: string): Promise<void> {
  await machine.monitor.screenshot(join(folder, `${name}.png`)).catch(() => undefined); // it may be gone
  await machine.stop();
}

/** What booting an installed disk takes of an install */
export type DiskBoot = Pick<Install, "firmware" | "disk" | "folder" | "memoryMiB" | "processors">;

/** Boots the installed disk, with no other medium in the machine */
export function bootDisk(
  { accelerator }: Workshop,
  { firmware, disk, folder, memoryMiB = 2048, processors = 2 }: DiskBoot,
): Promise<Machine> {
  return startMachine({ firmware, accelerator, disks: [disk], memoryMiB, processors }, folder, "disk");
}

async function installOnly(
  workshop: Workshop,
  install: Install,
  mark: (name: string) => void,
): Promise<{ finished: string; source: Finding; steps: readonly Phase[] }> {
  const { document, folder, handOver: way = "volume" } = install;
  const text = `${JSON.stringify(document, undefined, 2)}\n`;
  await writeFile(join(folder, "state.json"), text);
  const handed = await handOver(way, text, folder);
  try {
    return await installFrom(handed, workshop, install, mark);
  } finally {
    await handed.close();
  }
}

async function installFrom(
  handed: HandedDocument,
  { accelerator, iso }: Workshop,
  { firmware, disk, folder, limit, medium = "disc", memoryMiB = 2048, processors = 2 }: Install,
  mark: (name: string) => void,
): Promise<{ finished: string; source: Finding; steps: readonly Phase[] }> {
  const machine = await startMachine(
    {
      firmware,
      accelerator,
      disks: [disk],
      medium: { iso, on: medium },
      memoryMiB,
      processors,
      ...handed.parts,
    },
    folder,
    "install",
  );
  try {
    await handed.atBootMenu(machine);
    await waitOrTrouble(machine, kernelStarts, 180);
    mark("firmware and boot loader");
    await handed.untilInstaller(machine);
    mark("live system");
    const finished = await waitOrTrouble(machine, /groundstate: install finished[^\n]*\n/, limit);
    mark("install");
    const console = machine.serial.text();
    await machine.waitForPowerOff(180);
    mark("power off");
    return { finished, source: cameFrom(handed.origin, console), steps: stepTimes(console) };
  } catch (error) {
    await leave(machine, folder, "install");
    throw error;
  }
}

function cameFrom(origin: RegExp, console: string): Finding {
  const [, found = "no word about it"] = /^Document: (.+)$/m.exec(console) ?? [];
  return { what: "where the document came from", needs: String(origin), holds: origin.test(found), found };
}

/** The table of steps that the installer prints at its end */
export function stepTimes(console: string): Phase[] {
  const [, table = ""] = /Seconds per step\n((?: {2}\S+ +[\d.]+ *\n)+)/.exec(console) ?? [];
  return [...table.matchAll(/^ {2}(\S+) +([\d.]+)/gm)].map(([, name = "", seconds]) => ({
    name,
    seconds: Number(seconds),
  }));
}

async function untilFirstBoot(machine: Machine, mark: (name: string) => void): Promise<string> {
  // GRUB, emulated, was seen to read for two minutes from a btrfs that dpkg had filled with a sync for each file; from an unpacked image for three seconds
  await waitOrTrouble(machine, kernelStarts, 600);
  mark("firmware and boot loader of the disk");
  const converged = await waitOrTrouble(machine, /groundstate: first boot converged[^\n]*\n/, 480);
  mark("first boot");
  return converged;
}

/** Waits for the login prompt that multi-user brings to the serial console */
export async function untilMultiUser(machine: Machine): Promise<void> {
  await waitOrTrouble(machine, /\n[^\n]* login: /, 480);
}
