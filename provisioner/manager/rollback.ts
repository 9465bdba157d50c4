import type { Report } from "../contract/plugin.ts";
import { describeError, Failure } from "../host/failure.ts";
import { type Checkpoint, restoreFiles } from "./checkpoint.ts";
import type { Machine } from "./machine.ts";

/** Goes back to a checkpoint: all files first, then the plugins in reverse; tries everything before it fails */
export async function rollBack(
  { host, plugins }: Machine,
  checkpoint: Checkpoint,
  report: Report,
): Promise<void> {
  const failures: string[] = [];
  const attempt = async (what: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      failures.push(`${what}: ${describeError(error)}`);
    }
  };
  failures.push(...(await restoreFiles(host, checkpoint)));
  for (const { name, saved } of [...checkpoint.plugins].reverse()) {
    const plugin = plugins.find(candidate => candidate.name === name);
    await attempt(name, async () => {
      if (!plugin) throw new Failure({ kind: "rollback", tried: "no plugin of that name in this version" });
      await plugin.rollback(host, saved, report);
    });
  }
  if (failures.length > 0) {
    throw new Failure({
      kind: "rollback",
      tried: `cannot roll back transaction ${checkpoint.txn} entirely`,
      found: failures.join("; "),
      fix: "mend the named parts by hand, then run `groundstate verify`",
    });
  }
}
