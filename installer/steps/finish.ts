import { endProcesses } from "../chroot/processes.ts";
import type { Step } from "../engine.ts";
import { markUpdated } from "../identity/updated-marker.ts";
import { type Install, target } from "../install.ts";
import { closeLedger } from "../ledger-blocks.ts";
import { unmountBelow } from "../storage/mounts.ts";
import { snapshotRoot } from "./base-snapshot.ts";

/** Folder on the new machine that keeps how it was installed */
const logsOnTarget = "/var/log/groundstate/install";

/** Leaves logs and a snapshot on the new machine, writes everything out and lets go of the disk */
export const finishStep: Step<Install> = {
  name: "finish",
  title: "Leave logs and a snapshot, unmount",
  weight: 3,
  run: async (install, voice) => {
    await install.made.ledger?.append({
      txn: "install",
      category: "install",
      action: "finish",
      phase: "commit",
      data: { steps: install.made.times.length },
    });
    await closeLedger(install);
    await endProcesses(install.host, target);
    await copyLogs(install);
    await markUpdated(install.host.files, target);
    await snapshotRoot(install, "installed", voice.line);
    await install.host.run("sync", [], { timeout: 1800 });
    await unmountBelow(install.host, target);
  },
};

async function copyLogs({ host, logs }: Install): Promise<void> {
  await host.files.makeDirectory(target + logsOnTarget, { mode: 0o750 });
  for (const name of await host.files.list(logs)) {
    const facts = await host.files.facts(`${logs}/${name}`);
    if (facts?.kind !== "file" || name.endsWith(".lock")) continue;
    const content = await host.files.readBytes(`${logs}/${name}`);
    if (content) await host.files.write(`${target}${logsOnTarget}/${name}`, content, { mode: 0o640 });
  }
}
