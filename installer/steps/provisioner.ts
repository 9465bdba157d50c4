import { documentPath } from "../../provisioner/manager/paths.ts";
import { runInside } from "../chroot/chroot.ts";
import { lendPool, takePoolBack } from "../chroot/medium-pool.ts";
import { allowServices, forbidServices } from "../chroot/policy.ts";
import { busAddress, startPrivateBus } from "../chroot/private-bus.ts";
import { endProcesses } from "../chroot/processes.ts";
import type { Step, StepVoice } from "../engine.ts";
import { hideMirrors, writeAllSources } from "../identity/apt-sources.ts";
import { type Install, target } from "../install.ts";
import { closeLedger, reopenLedger } from "../ledger-blocks.ts";
import { mediumOfSuite } from "../medium.ts";

/** Runs the provisioner of the new system inside it, on the whole document */
export const provisionerStep: Step<Install> = {
  name: "provisioner",
  title: "Apply the document inside the new system",
  weight: 8,
  run: async (install, voice) => {
    await closeLedger(install);
    await withServicesForbidden(install, () => withPackages(install, voice, () => apply(install, voice)));
    await reopenLedger(install);
  },
  undo: async install => {
    await closeLedger(install);
    await endProcesses(install.host, target);
  },
};

async function apply({ host, logs }: Install, voice: StepVoice): Promise<void> {
  const bus = await startPrivateBus(host, target, `${logs}/bus.log`);
  try {
    await runInside(host, target, ["groundstate", "apply", "--stage", "install", documentPath], {
      timeout: 4 * 3600,
      environment: { DBUS_SYSTEM_BUS_ADDRESS: busAddress },
      onLine: voice.line,
    });
  } finally {
    await bus.kill();
    await endProcesses(host, target); // what the bus had started
  }
}

async function withServicesForbidden({ host }: Install, work: () => Promise<void>): Promise<void> {
  await forbidServices(host.files, target);
  try {
    await work();
  } finally {
    await allowServices(host.files, target);
  }
}

/** The pool is lent to an image, and only when a package is wanted from it: reading an index takes seconds. Where it suffices, no mirror is asked */
async function withPackages(install: Install, voice: StepVoice, work: () => Promise<void>): Promise<void> {
  const { host, settings, packagesToAdd } = install;
  const medium = mediumOfSuite(install.medium, settings.suite);
  const wanted = settings.base === "image" && packagesToAdd.length > 0;
  const pool = medium?.hasPool && wanted ? medium : undefined;
  const mirrorsBack = install.offline ? await hideMirrors(host.files, target) : undefined;
  if (pool) await lendPool(host, target, { medium: pool.root, suite: pool.suite }, voice.line);
  try {
    await work();
  } finally {
    if (pool) await takePoolBack(host, target);
    await mirrorsBack?.();
    if (install.offline || install.sources.later.length > 0)
      await writeAllSources(host.files, target, install.sources);
  }
}
