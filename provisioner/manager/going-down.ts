import { describeError, Failure } from "../host/failure.ts";
import type { Host } from "../host/host.ts";

/** A transaction that is left open on purpose: the next start of the machine rolls it back */
export class LeftOpen extends Failure {}

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

/** What the caller of such a transaction hears */
export function leftForTheNextStart(txn: string, cause: unknown): LeftOpen {
  return new LeftOpen({
    kind: "machine",
    tried: describeError(cause),
    found: "the machine is shutting down",
    fix: `transaction ${txn} is rolled back when it starts again`,
    cause,
  });
}
