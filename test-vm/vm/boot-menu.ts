import type { SerialConsole } from "./serial.ts";

/** What a person changes in the boot menu's first entry */
export interface EntryEdit {
  /** The line of GRUB's editor that begins with "linux", the first line being 0 */
  kernelLine: number;
  /** What is typed at that line's end */
  words: string;
}

/**
 * Edits the first entry of GRUB's menu on the serial line, as a person would, and boots it.
 * The editor knows Emacs's keys; a line that is wider than the screen is still one line to it (GRUB, menu_entry.c)
 */
export async function bootEditedEntry(
  serial: Pick<SerialConsole, "send" | "waitFor">,
  { kernelLine, words }: EntryEdit,
): Promise<void> {
  serial.send("e");
  await serial.waitFor(/setparams/, 20); // GRUB itself puts this line before the entry's own
  serial.send(`${control("n").repeat(kernelLine)}${control("e")} ${words}`);
  serial.send(control("x"));
  await serial.waitFor(/Booting a command list/, 60);
}

function control(letter: string): string {
  return String.fromCharCode(letter.toUpperCase().charCodeAt(0) - 64);
}
