import { type Static, Type } from "@sinclair/typebox";
import type { Action } from "../../contract/action.ts";
import type { Report } from "../../contract/plugin.ts";
import { readSaved } from "../../contract/saved.ts";
import type { Host } from "../../host/host.ts";
import type { Json } from "../../host/json.ts";
import { loadKeymap, nameKernel } from "./apply.ts";
import type { IdentityOperation } from "./operation.ts";
import { readKernelName } from "./query.ts";
import type { IdentitySection } from "./schema.ts";

const Saved = Type.Object({
  /** The name that the kernel is about to lose */
  kernel: Type.Optional(Type.String()),
  /** Whether another keyboard layout is about to be loaded */
  keymap: Type.Boolean(),
});
type Saved = Static<typeof Saved>;

/** Notes what no file says: the name in the running kernel, and that the consoles change their layout */
export async function checkpointIdentity(
  host: Host,
  _section: IdentitySection,
  actions: readonly Action<IdentityOperation>[],
): Promise<Json> {
  const planned = new Set(actions.flatMap(action => action.operations).map(operation => operation.do));
  const kernel = planned.has("name the kernel") ? await readKernelName(host) : undefined;
  const saved: Saved = { keymap: planned.has("load keymap"), ...(kernel && { kernel }) };
  return saved;
}

/** The files are back; kernel and consoles follow them */
export async function rollbackIdentity(host: Host, saved: Json, report: Report): Promise<void> {
  const { kernel, keymap } = readSaved(Saved, saved, "identity");
  if (kernel !== undefined) await nameKernel(host, kernel);
  if (keymap) await loadKeymap(host, report);
}
