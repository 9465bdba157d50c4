import type { Action } from "../../contract/action.ts";
import type { Host } from "../../host/host.ts";
import { isObject, type Json } from "../../host/json.ts";
import { startContainer, stopContainer } from "./apply.ts";
import { containerDirectory, rootfsPath } from "./paths.ts";
import type { LxcOperation } from "./plan.ts";
import { autostartUnit } from "./query.ts";
import { deleteSubvolume } from "./rootfs.ts";
import type { LxcSection } from "./schema.ts";

/** Which containers the actions make, start and stop */
export async function checkpointLxc(
  _host: Host,
  _section: LxcSection,
  actions: readonly Action<LxcOperation>[],
): Promise<Json> {
  const operations = actions.flatMap(action => action.operations);
  const named = (what: "create" | "start" | "stop"): string[] =>
    operations.flatMap(operation => (operation.do === what ? [operation.name] : []));
  return {
    created: named("create"),
    started: named("start"),
    stopped: named("stop"),
    enabled: operations.some(operation => operation.do === "enable-autostart"),
  };
}

/** Stops what was started, starts what was stopped, and deletes the containers that did not exist before */
export async function rollbackLxc(host: Host, saved: Json): Promise<void> {
  if (!isObject(saved)) return;
  const hasLxc = host.stage === "live" && (await host.files.facts("/usr/bin/lxc-info")) !== undefined;
  if (hasLxc) for (const name of listIn(saved["started"])) await stopContainer(host, name);
  for (const name of listIn(saved["created"])) {
    await deleteSubvolume(host, `${rootfsPath(name)}.new`);
    await deleteSubvolume(host, rootfsPath(name));
    await host.files.removeTree(containerDirectory(name));
  }
  if (hasLxc) for (const name of listIn(saved["stopped"])) await startContainer(host, name);
  if (saved["enabled"] === true) await host.run("systemctl", ["disable", autostartUnit]);
}

function listIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(item => typeof item === "string") : [];
}
