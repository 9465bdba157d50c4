import type { PlannedAction } from "../contract/plugin.ts";
import type { Host } from "../host/host.ts";
import { isObject } from "../host/json.ts";
import { ownedPath } from "./paths.ts";

/** Keys of resources that an earlier document created, by plugin */
export type Owned = Record<string, string[]>;

/** What earlier documents created on this machine */
export async function readOwned(host: Host): Promise<Owned> {
  const text = await host.files.read(ownedPath);
  const stored: unknown = text === undefined ? {} : JSON.parse(text);
  if (!isObject(stored)) return {};
  return Object.fromEntries(
    Object.entries(stored).map(([plugin, keys]) => [plugin, Array.isArray(keys) ? keys.map(String) : []]),
  );
}

/** Remembers what a transaction created, and forgets what it deleted */
export async function rememberOwned(host: Host, applied: readonly PlannedAction[]): Promise<void> {
  const before = await readOwned(host);
  const after = ownedAfter(before, applied);
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  await host.files.write(ownedPath, `${JSON.stringify(after, null, 2)}\n`, { mode: 0o600 });
}

/** Pure: the owned keys once these actions are applied */
export function ownedAfter(
  before: Owned,
  applied: readonly Pick<PlannedAction, "kind" | "plugin" | "resource">[],
): Owned {
  const keys = new Map(Object.entries(before).map(([plugin, list]) => [plugin, new Set(list)]));
  for (const { kind, plugin, resource } of applied) {
    const own = keys.get(plugin) ?? new Set<string>();
    if (kind === "create") own.add(resource);
    if (kind === "delete") own.delete(resource);
    if (own.size > 0) keys.set(plugin, own);
    else keys.delete(plugin);
  }
  return Object.fromEntries([...keys].sort().map(([plugin, list]) => [plugin, [...list].sort()]));
}
