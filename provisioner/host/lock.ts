import { execa } from "execa";
import { Failure } from "./failure.ts";

/** A lock that is held until it is released or this process ends, however it ends */
export interface HeldLock {
  release(): Promise<void>;
}

/** Holds the lock on the file $0; a signal that a shell ignores is ignored by the programs that come after it as well */
const holding = `trap '' INT TERM HUP; exec flock --exclusive --nonblock "$0" sh -c 'echo held; exec cat'`;

/** How flock(1) says that somebody else holds the lock */
const takenStatus = 1;

/**
 * Takes an exclusive flock(2) on a file, or fails at once as "busy".
 * Node has no flock, so flock(1) holds it for us: its child reads our pipe and ends with it,
 * which the kernel closes even when we are killed. It hears no signal: one that we answer by rolling back, sent to
 * a terminal's programs or to a unit's, must not take the lock away meanwhile.
 */
export async function takeLock(path: string, whose: string): Promise<HeldLock> {
  const child = execa("sh", ["-c", holding, path], {
    stdin: "pipe",
    reject: false,
    buffer: false,
    detached: true,
  });
  const outcome = await new Promise<"held" | "taken" | "failed">(resolve => {
    child.stdout.once("data", () => resolve("held"));
    child.once("exit", status => resolve(status === takenStatus ? "taken" : "failed"));
    child.once("error", () => resolve("failed"));
  });
  if (outcome === "failed") {
    throw new Failure({
      kind: "machine",
      tried: `cannot take the lock ${path}`,
      found: "flock could not open it",
      needs: "root, a file system that can be written, and the package util-linux",
    });
  }
  if (outcome === "taken") {
    throw new Failure({ kind: "busy", tried: `cannot take the lock ${path}`, found: whose });
  }
  return {
    release: async () => {
      child.stdin.end();
      await child;
    },
  };
}
