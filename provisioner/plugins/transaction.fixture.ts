import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import type { PlannedAction, Plugin } from "../contract/plugin.ts";
import type { FileFacts } from "../host/files.ts";
import type { Host } from "../host/host.ts";
import type { Json } from "../host/json.ts";

/** One transaction of one plugin, made as the manager makes it */
export interface Transaction {
  actions: readonly PlannedAction[];
  apply(): Promise<void>;
  /** The saved files first, then the plugin, which gets what it saved as it comes back from the disk, then what ran is started; what stays */
  rollBack(late?: boolean): Promise<string[]>;
}

/** Plans a section on a machine and takes the checkpoint */
export async function beginTransaction(
  plugin: Plugin,
  host: Host,
  section: Json,
  owned: readonly string[] = [],
): Promise<Transaction> {
  const domain = plugin.open(plugin.normalise(section));
  const planned = await domain.plan(host, { stage: host.stage, owned });
  const actions = planned.filter(
    action => action.kind !== "noop" && !(host.stage === "install" && action.needsLive),
  );
  const files = await Promise.all(actions.flatMap(action => action.files).map(path => saveFile(host, path)));
  const saved = JSON.stringify(await domain.checkpoint(host, actions));
  return {
    actions,
    apply: async () => {
      for (const action of actions) await action.apply(host, () => undefined);
    },
    rollBack: async late => {
      for (const file of files) await restoreFile(host, file);
      try {
        return await plugin.rollback(host, JSON.parse(saved), () => undefined, late);
      } finally {
        await plugin.resume(host, JSON.parse(saved), () => undefined);
      }
    },
  };
}

/** Everything below a folder, by path: kind, mode and owner, with content or target */
export function treeBelow(root: string): Record<string, string> {
  const paths = readdirSync(root, { recursive: true }).map(String).sort();
  return Object.fromEntries(
    paths.map(path => {
      const full = join(root, path);
      const { mode, uid, gid } = lstatSync(full);
      const kind = mode & 0o170000;
      const content = kind === 0o100000 ? readFileSync(full, "utf8") : "";
      const target = kind === 0o120000 ? readlinkSync(full) : "";
      return [path, `${mode.toString(8)} ${uid}:${gid} ${content}${target}`];
    }),
  );
}

interface SavedFile {
  path: string;
  facts: FileFacts | undefined;
  bytes: Buffer | undefined;
  target: string | undefined;
  missingParents: string[];
}

async function saveFile(host: Host, path: string): Promise<SavedFile> {
  const missingParents: string[] = [];
  for (let parent = dirname(path); !(await host.files.facts(parent)); parent = dirname(parent))
    missingParents.push(parent);
  const facts = await host.files.facts(path);
  const isLink = facts?.kind === "symlink";
  return {
    path,
    facts,
    bytes: isLink ? undefined : await host.files.readBytes(path),
    target: isLink ? await host.files.readLink(path) : undefined,
    missingParents,
  };
}

async function restoreFile(
  host: Host,
  { path, facts, bytes, target, missingParents }: SavedFile,
): Promise<void> {
  if (target !== undefined) return host.files.link(path, target);
  if (facts && bytes) return host.files.write(path, bytes, facts);
  await host.files.remove(path);
  for (const parent of missingParents)
    if ((await host.files.list(parent)).length === 0) await host.files.removeTree(parent);
}
