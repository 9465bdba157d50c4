import type { Report } from "../contract/plugin.ts";
import { describeError } from "../host/failure.ts";
import type { Host } from "../host/host.ts";
import { pruneCheckpoints } from "./checkpoint.ts";
import { pruneSnapshots } from "./root-snapshot.ts";

/** Housekeeping after an outcome is durable; it must not turn a success into a failure */
export async function forgetOld(host: Host, report: Report): Promise<void> {
  try {
    await pruneCheckpoints(host);
    await pruneSnapshots(host);
  } catch (error) {
    report(`old checkpoints stay: ${describeError(error)}`);
  }
}
