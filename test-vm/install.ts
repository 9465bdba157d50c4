import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { Failure } from "../provisioner/host/failure.ts";
import type { JsonObject } from "../provisioner/host/json.ts";
import { loginAccount } from "./document.ts";
import { type Phase, startTimeline, type Timeline } from "./timeline.ts";
import type { Disk } from "./vm/disks.ts";
import type { Firmware } from "./vm/firmware.ts";
import { type Machine, startMachine } from "./vm/machine.ts";
import type { Medium } from "./vm/machine-arguments.ts";
import { type SshTarget, waitForSsh } from "./vm/ssh.ts";
import { createVolume } from "./vm/volume.ts";
import type { Workshop } from "./workshop.ts";

/** One install: which machine, which document, how long it may take */
export interface Install {
  firmware: Firmware;
  document: JsonObject;
  disk: Disk;
  folder: string;
  /** What the ISO is on; a disc unless said */
  medium?: Medium["on"];
  /** REF's 2 GiB unless said */
  memoryMiB?: number;
  /** Seconds from the installer's first line to its last */
  limit: number;
}

/** A machine that runs from its own disk, and the way into it */
export interface InstalledMachine {
  machine: Machine;
  target: SshTarget;
  /** The installer's and the first boot's own last words */
  words: string[];
  /** The installer's own times per step */
  steps: readonly Phase[];
  timeline: Timeline;
}

/** Boots the ISO with the document on a volume, lets it install and power off, then boots the disk alone */
export async function installAndBoot(workshop: Workshop, install: Install): Promise<InstalledMachine> {
  const timeline = startTimeline();
  const mark = (name: string): void => {
    const { seconds } = timeline.mark(name);
    workshop.say(`    ${name}: ${seconds.toFixed(0)} s`);
  };
  const { finished, steps } = await installOnly(workshop, install, mark);
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
    return { machine, target, words: [finished, converged], steps, timeline };
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

/** Boots the installed disk, with no other medium in the machine */
export function bootDisk(
  { accelerator }: Workshop,
  { firmware, disk, folder, memoryMiB = 2048 }: Pick<Install, "firmware" | "disk" | "folder" | "memoryMiB">,
): Promise<Machine> {
  return startMachine({ firmware, accelerator, disks: [disk], memoryMiB }, folder, "disk");
}

// the kernel is quiet: this is GRUB's last word, or the first one of a kernel that is not
const kernelStarts = /Booting `|Loading, please wait|Linux version/;

async function installOnly(
  { accelerator, iso }: Workshop,
  { firmware, document, disk, folder, limit, medium = "disc", memoryMiB = 2048 }: Install,
  mark: (name: string) => void,
): Promise<{ finished: string; steps: readonly Phase[] }> {
  const text = `${JSON.stringify(document, undefined, 2)}\n`;
  const volume = join(folder, "volume.img");
  await createVolume(volume, { "state.json": text });
  await writeFile(join(folder, "state.json"), text);
  const machine = await startMachine(
    { firmware, accelerator, disks: [disk], medium: { iso, on: medium }, sticks: [volume], memoryMiB },
    folder,
    "install",
  );
  try {
    await waitOrTrouble(machine, kernelStarts, 180);
    mark("firmware and boot loader");
    await waitOrTrouble(machine, /Groundstate \S+ installer/, 300);
    mark("live system");
    const finished = await waitOrTrouble(machine, /groundstate: install finished[^\n]*\n/, limit);
    mark("install");
    const steps = stepTimes(machine.serial.text());
    await machine.waitForPowerOff(180);
    mark("power off");
    return { finished, steps };
  } catch (error) {
    await leave(machine, folder, "install");
    throw error;
  }
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
  // GRUB, emulated, was seen to read for two minutes from a btrfs that dpkg had filled; from an unpacked image for three seconds
  await waitOrTrouble(machine, kernelStarts, 600);
  mark("firmware and boot loader of the disk");
  const converged = await waitOrTrouble(machine, /groundstate: first boot converged[^\n]*\n/, 480);
  mark("first boot");
  return converged;
}

const trouble =
  /groundstate: (?:install stopped|document rejected|first boot failed)[^\n]*\n|No document was found|Type (?:a word|"\w+") and Enter|Oops: int3[^\n]*\n|Kernel panic[^\n]*\n|You are in emergency mode|\(initramfs\) /;

/**
 * QEMU's multi-threaded emulation now and then runs code that the kernel is just patching on another processor:
 * an int3 oops in the first seconds, seen once in some 25 boots of QEMU 7.2; never a fault of what was installed
 */
export function emulatorTripped(error: unknown, accelerator: string): boolean {
  return accelerator === "tcg" && error instanceof Error && error.message.includes("Oops: int3");
}

/** Waits for a line of the console, and fails at once on a line after which it cannot come */
export async function waitOrTrouble(machine: Machine, wanted: RegExp, seconds: number): Promise<string> {
  const either = new RegExp(`(?<wanted>${wanted.source})|${trouble.source}`);
  const match = await machine.serial.waitFor(either, seconds);
  if (match.groups?.["wanted"] !== undefined) return match[0].trim();
  await setTimeout(5000); // the lines that explain it come after it
  throw new Failure({
    kind: "machine",
    tried: `the machine said: ${match[0].trim()}`,
    found: `a console that ends with:\n${machine.serial.lastLines(30)}\n`,
  });
}

/** Waits for the login prompt that multi-user brings to the serial console */
export async function untilMultiUser(machine: Machine): Promise<void> {
  await waitOrTrouble(machine, /\n[^\n]* login: /, 480);
}
