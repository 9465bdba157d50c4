import { join } from "node:path";
import { installAndBoot, leave, untilMultiUser } from "./install.ts";
import { askProvisioner } from "./installed.ts";
import { enterRescueShell, typeCommandSafely } from "./rescue.ts";
import { documentFor } from "./run-install-case.ts";
import { formatSeconds, type Phase } from "./timeline.ts";
import { createDisk } from "./vm/disks.ts";
import { startMachine } from "./vm/machine.ts";
import type { Workshop } from "./workshop.ts";

/** Figures of an image install of minimal.json per phase, beside the floor measured in the same run */
export async function benchInstall(workshop: Workshop): Promise<boolean> {
  const { say } = workshop;
  const folder = await workshop.folder("bench-install");
  say(`Measuring on q35, 2 vCPU, 2 GiB, ${workshop.accelerator}, BIOS`);
  say("  install");
  const installed = await measureInstall(workshop, folder);
  say("  floor");
  const floor = [...(await measureMedium(workshop, folder)), await measureDisk(workshop, folder)];
  for (const line of [...figures(installed.phases, floor), ...table("install, by step", installed.steps)])
    say(line);
  return installed.verified;
}

/** The two tables and their ratio */
export function figures(install: readonly Phase[], floor: readonly Phase[]): string[] {
  const ratio = total(install) / total(floor);
  return [
    ...table("install, power on to verified", install),
    ...table("floor", floor),
    "",
    `${ratio.toFixed(2)} times the floor`,
  ];
}

function table(name: string, phases: readonly Phase[]): string[] {
  const rows = phases.map(phase => `  ${formatSeconds(phase.seconds)}  ${phase.name}`);
  return ["", name, ...rows, `  ${formatSeconds(total(phases))}  in all`];
}

function total(phases: readonly Phase[]): number {
  return phases.reduce((sum, { seconds }) => sum + seconds, 0);
}

async function measureInstall(
  workshop: Workshop,
  folder: string,
): Promise<{ phases: readonly Phase[]; steps: readonly Phase[]; verified: boolean }> {
  const document = await documentFor(workshop, { state: "minimal.json", bootstrap: {}, mirror: false });
  const disk = await createDisk(folder, { name: "target", gib: 16 });
  const install = { firmware: "bios", document, disk, folder, limit: 2400 } as const;
  const { machine, target, steps, timeline } = await installAndBoot(workshop, install);
  try {
    const { verify, ledger } = await askProvisioner(target);
    timeline.mark("verify");
    await machine.monitor.execute("system_powerdown"); // the floor boots this disk again, so it is left whole
    await machine.waitForPowerOff(120);
    return { phases: timeline.phases, steps, verified: verify.holds && ledger.holds };
  } finally {
    await leave(machine, folder, "disk");
  }
}

async function measureMedium({ accelerator, iso, say }: Workshop, folder: string): Promise<Phase[]> {
  const disk = await createDisk(folder, { name: "floor", gib: 16 });
  const parts = { firmware: "bios", accelerator, disks: [disk], medium: { iso, on: "disc" } } as const;
  const machine = await startMachine(parts, folder, "floor-medium");
  try {
    await enterRescueShell(machine);
    const prompt = { name: "the ISO to a prompt", seconds: machine.seconds() };
    say(`    ${prompt.name}: ${prompt.seconds.toFixed(0)} s`);
    await typeCommandSafely(machine, "mkfs.btrfs -q /dev/vda && mount -o compress=zstd:1 /dev/vda /mnt", 60);
    const before = machine.seconds();
    await typeCommandSafely(machine, copyBase, 900);
    const copy = { name: "copying the base layer to a fresh btrfs", seconds: machine.seconds() - before };
    say(`    ${copy.name}: ${copy.seconds.toFixed(0)} s`);
    return [prompt, copy];
  } finally {
    await machine.stop();
  }
}

const copyBase = "unsquashfs -q -n -f -d /mnt /run/live/medium/live/base.squashfs && sync";

async function measureDisk({ accelerator, say }: Workshop, folder: string): Promise<Phase> {
  const disk = { path: join(folder, "target.img"), serial: "target" };
  const machine = await startMachine({ firmware: "bios", accelerator, disks: [disk] }, folder, "floor-disk");
  try {
    await untilMultiUser(machine);
    const phase = { name: "the disk to multi-user", seconds: machine.seconds() };
    say(`    ${phase.name}: ${phase.seconds.toFixed(0)} s`);
    return phase;
  } finally {
    await machine.stop();
  }
}
