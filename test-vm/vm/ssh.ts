import { setTimeout } from "node:timers/promises";
import { describeError, Failure } from "../../provisioner/host/failure.ts";
import { type RunOptions, type RunResult, run } from "../../provisioner/host/run.ts";

/** How to reach a guest: the forwarded port, who to be, and the key's path */
export interface SshTarget {
  port: number;
  user: string;
  key: string;
}

/** Runs a shell command in the guest */
export function ssh(target: SshTarget, command: string, options: RunOptions = {}): Promise<RunResult> {
  return run("ssh", [...sshArguments(target), command], { timeout: 120, ...options });
}

/** For a command whose failure is an answer */
export const anyExit: readonly number[] = Array.from({ length: 256 }, (_, status) => status);

/** Tries until the guest lets us in */
export async function waitForSsh(target: SshTarget, seconds: number): Promise<void> {
  const limit = Date.now() + seconds * 1000;
  let found = "no try";
  while (Date.now() < limit) {
    try {
      await ssh(target, "true", { timeout: 30 });
      return;
    } catch (error) {
      found = describeError(error);
      await setTimeout(500);
    }
  }
  throw new Failure({
    kind: "machine",
    tried: `no ssh as ${target.user} within ${seconds} s`,
    found,
  });
}

// Every guest has new host keys behind the same loopback address, so they are neither known nor kept
function sshArguments({ port, user, key }: SshTarget): string[] {
  const settings = {
    BatchMode: "yes",
    ConnectTimeout: "20",
    IdentitiesOnly: "yes",
    LogLevel: "ERROR",
    StrictHostKeyChecking: "no",
    UserKnownHostsFile: "/dev/null",
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  return ["-F", "none", "-i", key, "-p", String(port), ...options, `${user}@127.0.0.1`];
}
