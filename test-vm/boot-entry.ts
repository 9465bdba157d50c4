import { setTimeout } from "node:timers/promises";
import { leave } from "./install.ts";
import type { Finding } from "./questions.ts";
import { waitOrTrouble } from "./trouble.ts";
import { createLayer, type Disk } from "./vm/disks.ts";
import { startMachine } from "./vm/machine.ts";
import type { Workshop } from "./workshop.ts";

/** Whether the firmware, which names on its console what it starts, took the installer's boot entry */
export function bootedByEntry(console: string): Finding {
  const found = startedEntry.exec(console)?.[0].trim() ?? "no word about it";
  return {
    what: "the firmware boots by the installer's entry",
    needs: 'an entry "Groundstate"',
    holds: found.includes('"Groundstate"'),
    found,
  };
}

/**
 * Boots the disk under a firmware that has no such entry, as after a change of the mainboard: it must find EFI/BOOT
 * and there a GRUB that may start the kernel. What this start writes goes into a layer of its own
 */
export async function bootByFallback(
  { accelerator, say }: Workshop,
  disk: Disk,
  folder: string,
): Promise<Finding> {
  const layer = await createLayer(folder, "fallback", disk);
  const parts = { firmware: "uefi", accelerator, disks: [layer], nvram: "new" } as const;
  const machine = await startMachine(parts, folder, "fallback");
  try {
    const found = await waitOrTrouble(machine, startedEntry, 180);
    await waitOrTrouble(machine, /Loading initial ramdisk/, 180);
    await setTimeout(settlingSeconds * 1000);
    const refused = refusedKernel.exec(machine.serial.text());
    say(`    firmware without a boot entry: ${machine.seconds().toFixed(0)} s`);
    return {
      what: "without a boot entry the firmware finds a GRUB that starts the kernel",
      needs: "an entry of the firmware's own, and no kernel refused",
      holds: !found.includes('"Groundstate"') && !refused,
      found: refused ? `${found}; ${refused[0]}` : found,
    };
  } finally {
    await leave(machine, folder, "fallback");
  }
}

const startedEntry = /BdsDxe: starting Boot[^\n]*\n/;
// GRUB goes on to the initial ramdisk even with a kernel that Secure Boot forbids, and says so then
const refusedKernel = /bad shim signature|you need to load the kernel first/;
const settlingSeconds = 5;
