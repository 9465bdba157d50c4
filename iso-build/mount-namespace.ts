import { Failure } from "../provisioner/host/failure.ts";
import { run } from "../provisioner/host/run.ts";
import { say } from "./progress.ts";

const marker = "GROUNDSTATE_OWN_MOUNTS";

/** Runs the work where its mounts are its own: whatever way the build ends, the kernel takes them down with it */
export async function inOwnMountNamespace(work: () => Promise<void>): Promise<void> {
  if (process.env[marker] !== undefined) return await work();
  if (process.getuid?.() !== 0) {
    throw new Failure({
      kind: "input",
      tried: "cannot build the ISO",
      found: "a user who may not mount and change root",
      needs: "root",
      fix: "sudo make iso",
    });
  }
  const again = [process.execPath, ...process.argv.slice(1)];
  const { exit } = await run("unshare", ["--mount", "--propagation", "private", ...again], {
    environment: { [marker]: "1" },
    timeout: 4 * 3600,
    allowedExits: [0, 1],
    onLine: say,
  });
  process.exitCode = exit;
}
