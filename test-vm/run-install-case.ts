import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "../provisioner/host/json.ts";
import { bootByFallback, bootedByEntry } from "./boot-entry.ts";
import type { InstallCase } from "./cases/case.ts";
import { dirtyTheDisk } from "./dirty-disk.ts";
import { readDocument, withBootstrap, withSshKey } from "./document.ts";
import { type Install, installAndBoot, leave } from "./install.ts";
import { aloneOnItsDisk, applyAgain, askProvisioner, compareFacts } from "./installed.ts";
import { ask, type Finding } from "./questions.ts";
import { createDisk } from "./vm/disks.ts";
import { anyExit, ssh } from "./vm/ssh.ts";
import type { Workshop } from "./workshop.ts";

/** Installs, boots the disk alone, and compares the machine with its document; every finding is returned */
export async function runInstallCase(workshop: Workshop, wanted: InstallCase): Promise<Finding[]> {
  const folder = await workshop.folder(wanted.name);
  const document = await documentFor(workshop, wanted);
  const disk = await createDisk(folder, { name: "target", gib: 16 });
  if (wanted.disk === "dirty") await dirtyTheDisk(workshop, disk, folder);
  const install = { ...wanted, document, disk, folder };
  const findings = await installAndAsk(workshop, install);
  if (wanted.firmware === "uefi") findings.push(await bootByFallback(workshop, disk, folder));
  await writeFile(join(folder, "findings.json"), `${JSON.stringify(findings, undefined, 2)}\n`);
  return findings;
}

async function installAndAsk(workshop: Workshop, install: Install): Promise<Finding[]> {
  const { document, firmware, folder } = install;
  const { machine, target, source } = await installAndBoot(workshop, install);
  try {
    await ssh(target, "systemctl is-system-running --wait", { timeout: 300, allowedExits: anyExit });
    const { verify, ledger } = await askProvisioner(target);
    const findings = [
      source,
      verify,
      ledger,
      ...(firmware === "uefi" ? [bootedByEntry(machine.serial.text())] : []),
      ...(await ask(target, [aloneOnItsDisk])),
      ...(await compareFacts(target, document, firmware)),
      ...(await applyAgain(target, folder)),
    ];
    await ssh(target, "sync"); // the machine is cut off now, and another case may go on from its disk
    return findings;
  } finally {
    await leave(machine, folder, "disk");
  }
}

/** The example document as the harness installs it: its own key added, unattended, power off at the end */
export async function documentFor(
  workshop: Workshop,
  { state, bootstrap, mirror }: Pick<InstallCase, "state" | "bootstrap" | "mirror">,
): Promise<JsonObject> {
  const example = await readDocument(state.includes("/") ? state : join("states", state));
  return withSshKey(
    withBootstrap(example, {
      unattended: true,
      finish: "poweroff",
      ...(mirror ? { mirror: workshop.mirror.guestUrl } : {}),
      ...bootstrap,
    }),
    workshop.key.public,
  );
}
