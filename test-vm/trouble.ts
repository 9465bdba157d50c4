import { setTimeout } from "node:timers/promises";
import { Failure } from "../provisioner/host/failure.ts";
import type { Machine } from "./vm/machine.ts";

/** The kernel is quiet: this is GRUB's last word, or the first one of a kernel that is not */
export const kernelStarts = /Booting (?:`|a command list)|Loading, please wait|Linux version/;

const trouble =
  /groundstate: (?:install stopped|document rejected|first boot failed)[^\n]*\n|No document was found|Type (?:a word|"\w+") and Enter|Oops: int3[^\n]*\n|Kernel panic[^\n]*\n|You are in emergency mode|\(initramfs\) /;

/**
 * QEMU's multi-threaded emulation now and then runs code that the kernel is just patching on another processor:
 * an int3 oops, seen twice in some 40 runs of QEMU 7.2, both in the long debootstrap case: while it installed, and at
 * the first start of its disk; never a fault of what was installed
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
