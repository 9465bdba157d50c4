import { mkdir } from "node:fs/promises";
import { Failure } from "../../provisioner/host/failure.ts";
import { takeLock } from "../../provisioner/host/lock.ts";
import { runDirectory } from "../events/event-log.ts";

/** Installs as root and as the only installer of this machine: two would share a disk, a socket and an event file */
export async function asOnlyInstaller(work: () => Promise<void>): Promise<void> {
  refuseUnlessRoot(process.getuid?.());
  await mkdir(runDirectory, { recursive: true });
  const lock = await takeLock(
    `${runDirectory}/installer.lock`,
    "another installer is running; see: groundstate-install console",
  );
  try {
    await work();
  } finally {
    await lock.release();
  }
}

/** Nobody but root can partition a disk; better said now than by the tenth program */
export function refuseUnlessRoot(uid: number | undefined): void {
  if (uid === 0) return;
  throw new Failure({
    kind: "input",
    tried: "cannot install",
    found: uid === undefined ? "no user id" : `user id ${uid}`,
    needs: "root",
    fix: "become root: sudo groundstate-install …",
  });
}
