import { Failure } from "../provisioner/host/failure.ts";
import { waitOrTrouble } from "./trouble.ts";
import type { Machine } from "./vm/machine.ts";

/** Chooses "Rescue shell" in the ISO's boot menu and waits for the shell on the serial console */
export async function enterRescueShell(machine: Machine): Promise<void> {
  await chooseRescueShell(machine);
  await untilShell(machine);
}

/** Chooses "Rescue shell" in the ISO's boot menu */
export async function chooseRescueShell({ serial }: Machine): Promise<void> {
  await serial.waitFor(/Rescue shell/, 120);
  serial.send(`${arrowDown}${arrowDown}`);
  await serial.waitFor(/\*Rescue shell/, 20);
  serial.send("\r");
}

/** Waits for the shell on the serial console */
export async function untilShell(machine: Machine): Promise<void> {
  await waitOrTrouble(machine, prompt, 300);
}

const arrowDown = "\x1b[B";
const prompt = /root@[\w-]+:[^\n]*# /;

/** Types a command at the rescue shell; its words and status are the answer */
export async function typeCommand(
  { serial }: Machine,
  command: string,
  seconds: number,
): Promise<{ text: string; exit: number }> {
  // the echo of the typed line must not look like the mark
  serial.send(`${command}; echo "end-of""-answer $?"\n`);
  const [, text = "", exit] = await serial.waitFor(/\n([\s\S]*?)end-of-answer (\d+)\n/, seconds);
  return { text: withoutEcho(text), exit: Number(exit) };
}

// what was typed before the shell was ready stands there twice
function withoutEcho(text: string): string {
  const lines = text.split("\n");
  return lines
    .slice(lines.findLastIndex(line => line.includes('"end-of""-answer')) + 1)
    .join("\n")
    .trim();
}

/** Types a command that must succeed */
export async function typeCommandSafely(machine: Machine, command: string, seconds: number): Promise<string> {
  const { text, exit } = await typeCommand(machine, command, seconds);
  if (exit === 0) return text;
  throw new Failure({ kind: "machine", tried: `${command} in the guest exited with ${exit}`, found: text });
}
