import { Command, Option } from "commander";
import { describeError } from "../provisioner/host/failure.ts";
import { benchInstall } from "./bench-install.ts";
import { demo } from "./demo.ts";
import { cases, chooseCases, runCases } from "./run-cases.ts";
import type { Firmware } from "./vm/firmware.ts";
import { openWorkshop, type Workshop } from "./workshop.ts";

const program = new Command("test-vm").description(
  "Install Groundstate in virtual machines and look at what came out",
);

program
  .command("demo")
  .description("one install from bare disk to verified server, with a summary")
  .option("--state <file>", "document to install", "states/minimal.json")
  .addOption(
    new Option("--firmware <kind>", "firmware of the machine").choices(["bios", "uefi"]).default("bios"),
  )
  .option("--iso <file>", "ISO to boot; the newest in out/ unless said")
  .action(({ iso, ...options }: { iso?: string; state: string; firmware: Firmware }) =>
    inWorkshop(iso, workshop => demo(workshop, options)),
  );

program
  .command("run")
  .description("run VM cases, all of them unless some are named")
  .argument("[case...]")
  .option("--iso <file>", "ISO to boot; the newest in out/ unless said")
  .action((names: string[], { iso }: { iso?: string }) => {
    const chosen = attempt(() => chooseCases(names));
    return chosen && inWorkshop(iso, workshop => runCases(workshop, chosen));
  });

program
  .command("list")
  .description("name every case and what it proves")
  .action(() => {
    for (const { name, proves } of cases) process.stdout.write(`${name.padEnd(22)} ${proves}\n`);
  });

program
  .command("bench-install")
  .description("seconds of an install per phase, beside the least that could be")
  .option("--iso <file>", "ISO to boot; the newest in out/ unless said")
  .action(({ iso }: { iso?: string }) => inWorkshop(iso, benchInstall));

program.parseAsync().catch(complain);

async function inWorkshop(
  iso: string | undefined,
  work: (workshop: Workshop) => Promise<boolean>,
): Promise<void> {
  try {
    const workshop = await openWorkshop(iso);
    try {
      if (!(await work(workshop))) process.exitCode = 1;
    } finally {
      await workshop.close();
    }
  } catch (error) {
    complain(error);
  }
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    complain(error);
    return undefined;
  }
}

function complain(error: unknown): void {
  process.stderr.write(`test-vm: ${describeError(error)}\n`);
  process.exitCode = 1;
}
