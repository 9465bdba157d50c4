#!/usr/bin/env node
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { describeError } from "../provisioner/host/failure.ts";
import { takeLock } from "../provisioner/host/lock.ts";
import { buildDebs, buildIso } from "./iso.ts";
import { inOwnMountNamespace } from "./mount-namespace.ts";
import { phase, say } from "./progress.ts";
import { type Project, thisProject } from "./project.ts";

const program = new Command("iso-build").description("Build the Groundstate packages and the ISO");

program
  .command("iso")
  .description("the hybrid ISO, with everything on it (needs root)")
  .option("--refresh", "fetch Debian anew, with the updates since the base layer was made", false)
  .action(async (options: { refresh: boolean }) => {
    const project = thisProject();
    await inOwnMountNamespace(() => alone(project, () => buildIso(project, options)));
  });

program
  .command("deb")
  .description("the Debian packages alone")
  .action(async () => {
    const project = thisProject();
    for (const deb of await phase("our packages", () => buildDebs(project, project.out))) say(deb);
  });

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`iso-build: ${describeError(error)}\n`);
  process.exitCode = 1;
});

/** Two builds at a time would take each other's unfinished layers away */
async function alone(project: Project, work: () => Promise<void>): Promise<void> {
  await mkdir(project.cache, { recursive: true });
  const lock = await takeLock(join(project.cache, "iso-build.lock"), "another build is running");
  try {
    await work();
  } finally {
    await lock.release();
  }
}
