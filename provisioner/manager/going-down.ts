import { describeError, Failure } from "../host/failure.ts";
import type { Host } from "../host/host.ts";

/**
 * True while the machine shuts down. systemd then starts nothing any more, so a rollback that starts services,
 * networking or a package manager again could only fail; see "is-system-running" in systemctl(1).
 */
export async function isGoingDown(host: Host): Promise<boolean> {
  if (host.stage === "install") return false;
  try {
    const { stdout } = await host.run("systemctl", ["is-system-running"], {
      allowedExits: [0, 1],
      timeout: 20,
    });
    return stdout.trim() === "stopping";
  } catch {
    return false; // no systemd to ask
  }
}

/** What the caller hears of a transaction that is left open on purpose, for the next start to roll back */
export function leftForTheNextStart(txn: string, cause: unknown): Failure {
  return new Failure({
    kind: "machine",
    tried: describeError(cause),
    found: "the machine is shutting down",
    fix: `transaction ${txn} is rolled back when it starts again`,
    cause,
  });
}
