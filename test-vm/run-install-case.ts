import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "../provisioner/host/json.ts";
import type { InstallCase } from "./cases/case.ts";
import { dirtyTheDisk } from "./dirty-disk.ts";
import { readDocument, withBootstrap, withSshKey } from "./document.ts";
import { installAndBoot, leave } from "./install.ts";
import { aloneOnItsDisk, applyAgain, askProvisioner, compareFacts } from "./installed.ts";
import { ask, type Finding } from "./questions.ts";
import { createDisk } from "./vm/disks.ts";
import type { Workshop } from "./workshop.ts";

/** Installs, boots the disk alone, and compares the machine with its document; every finding is returned */
export async function runInstallCase(workshop: Workshop, wanted: InstallCase): Promise<Finding[]> {
  const folder = await workshop.folder(wanted.name);
  const document = await documentFor(workshop, wanted);
  const disk = await createDisk(folder, { name: "target", gib: 16 });
  if (wanted.disk === "dirty") await dirtyTheDisk(workshop, disk, folder);
  const { machine, target } = await installAndBoot(workshop, { ...wanted, document, disk, folder });
  try {
    const { verify, ledger } = await askProvisioner(target);
    const findings = [
      verify,
      ledger,
      ...(await ask(target, [aloneOnItsDisk])),
      ...(await compareFacts(target, document, wanted.firmware)),
      ...(await applyAgain(target, folder)),
    ];
    await writeFile(join(folder, "findings.json"), `${JSON.stringify(findings, undefined, 2)}\n`);
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
