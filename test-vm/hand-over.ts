import { join } from "node:path";
import { serveDocument } from "./loopback-server.ts";
import { chooseRescueShell, untilShell } from "./rescue.ts";
import { waitOrTrouble } from "./trouble.ts";
import { bootEditedEntry } from "./vm/boot-menu.ts";
import type { Machine } from "./vm/machine.ts";
import type { MachineParts } from "./vm/machine-arguments.ts";
import { createVolume } from "./vm/volume.ts";

/**
 * How a document gets to the installer: on a volume; as a systemd credential in the SMBIOS tables; from a URL that
 * is typed in the boot menu; on a volume that a person mounts in the rescue shell, to start the install by a command
 */
export type HandOver = "volume" | "credential" | "url" | "command";

/** A document on its way */
export interface HandedDocument {
  /** What the machine gets for it */
  parts: Pick<MachineParts, "sticks" | "oemStrings">;
  /** What the installer says of where it came from */
  origin: RegExp;
  /** What a person does at the boot menu */
  atBootMenu(machine: Machine): Promise<void>;
  /** From the kernel's start until the installer runs, with whatever consent the document does not give */
  untilInstaller(machine: Machine): Promise<void>;
  close(): Promise<void>;
}

/** Prepares the way; files that the machine gets go into the folder */
export function handOver(way: HandOver, text: string, folder: string): Promise<HandedDocument> {
  return ways[way](text, folder);
}

const untouched = {
  parts: {},
  atBootMenu: async () => undefined,
  untilInstaller: async (machine: Machine) => {
    await waitOrTrouble(machine, /Groundstate \S+ installer/, 300);
  },
  close: async () => undefined,
};

const ways: Record<HandOver, (text: string, folder: string) => Promise<HandedDocument>> = {
  volume: async (text, folder) => ({
    ...untouched,
    parts: { sticks: [await volumeWith(text, folder)] },
    origin: /^volume GROUNDSTATE /,
  }),
  credential: async text => ({
    ...untouched,
    parts: { oemStrings: [credential(text)] },
    origin: /^systemd credential groundstate\.state$/,
  }),
  url: async text => {
    const { guestUrl, close } = await serveDocument(text);
    const words = `groundstate.state=${guestUrl}/state.json`;
    return {
      ...untouched,
      origin: /^kernel command line, http:/,
      atBootMenu: async ({ serial }) => {
        await serial.waitFor(/Rescue shell/, 120); // the last entry: the menu is there
        await bootEditedEntry(serial, { kernelLine, words });
      },
      close,
    };
  },
  command: async (text, folder) => ({
    ...untouched,
    parts: { sticks: [await volumeWith(text, folder)] },
    origin: /^\/mnt\/state\.json$/,
    atBootMenu: chooseRescueShell,
    untilInstaller: async machine => {
      await untilShell(machine);
      // the command itself leaves the machine running, whatever the document says
      machine.serial.send(
        "mount -o ro LABEL=GROUNDSTATE /mnt && groundstate bootstrap /dev/vda /mnt/state.json && poweroff\n",
      );
      await waitOrTrouble(machine, /Type "install" and Enter/, 300);
      machine.serial.send("install\r");
    },
  }),
};

// "setparams", an empty line, "echo", "linux": the entries that iso-build/grub-config.ts writes
const kernelLine = 3;

/** The document as systemd finds it among the SMBIOS strings: smbios-type-11(7) */
export function credential(text: string): string {
  const bytes = Buffer.from(text, "utf8").toString("base64");
  return `io.systemd.credential.binary:groundstate.state=${bytes}`;
}

async function volumeWith(text: string, folder: string): Promise<string> {
  const volume = join(folder, "volume.img");
  await createVolume(volume, { "state.json": text });
  return volume;
}
