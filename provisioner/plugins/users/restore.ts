import { dirname } from "node:path";
import { type Static, Type } from "@sinclair/typebox";
import type { Action } from "../../contract/action.ts";
import type { Report } from "../../contract/plugin.ts";
import { readSaved } from "../../contract/saved.ts";
import { type UndoStep, undoAll } from "../../contract/undo-all.ts";
import type { Host } from "../../host/host.ts";
import type { Json } from "../../host/json.ts";
import { type PasswdEntry, parsePasswd } from "../account-files.ts";
import { restoreKeys, SavedKeys, saveKeys } from "./key-files.ts";
import type { AccountChange, UsersOperation } from "./operation.ts";
import { usualHome } from "./paths.ts";
import type { UsersSection } from "./schema.ts";

const Saved = Type.Object({
  /** Homes that were not there */
  absent: Type.Array(Type.String()),
  /** Folders above them that were not there either, the deepest first */
  parents: Type.Array(Type.String()),
  keys: Type.Array(SavedKeys),
  /** Homes whose files usermod is about to give to another number */
  owners: Type.Array(
    Type.Object({
      home: Type.String(),
      key: Type.Union([Type.Literal("uid"), Type.Literal("gid")]),
      from: Type.Integer(),
      to: Type.Integer(),
    }),
  ),
});
type Saved = Static<typeof Saved>;

/** Notes what the account files do not say: homes that are about to appear or to change hands, and key files */
export async function checkpointUsers(
  host: Host,
  _section: UsersSection,
  actions: readonly Action<UsersOperation>[],
): Promise<Json> {
  const accounts = parsePasswd((await host.files.read("/etc/passwd")) ?? "");
  const operations = actions.flatMap(action => action.operations);
  const entryOf = (operation: UsersOperation): PasswdEntry | undefined =>
    "name" in operation ? accounts.find(({ name }) => name === operation.name) : undefined;
  const homes = operations.flatMap(operation => homeMade(operation, entryOf(operation)?.home) ?? []);
  const withKeys = operations.flatMap(operation =>
    operation.do === "write keys" || operation.do === "remove keys" ? [operation.home] : [],
  );
  const missing = await Promise.all(homes.map(home => missingFrom(host, home)));
  const keys = await Promise.all([...new Set(withKeys)].map(home => saveKeys(host, home)));
  const saved: Saved = {
    absent: [...new Set(missing.flatMap(folders => folders.slice(0, 1)))],
    parents: [...new Set(missing.flatMap(folders => folders.slice(1)))].sort((a, b) => b.length - a.length),
    keys: keys.filter(entry => entry !== undefined),
    owners: operations.flatMap(operation => newOwners(operation, entryOf(operation))),
  };
  return saved;
}

/** The account files are back; homes that were made go, unless they were in use since; keys and owners come back */
export async function rollbackUsers(
  host: Host,
  saved: Json,
  _report?: Report,
  late = false,
): Promise<string[]> {
  const { absent, parents, keys, owners } = readSaved(Saved, saved, "users");
  const steps: UndoStep[] = [
    ...(late ? [] : absent).map(home => ({ what: `remove ${home}`, undo: () => removeHome(host, home) })),
    ...parents.map(folder => ({ what: `remove ${folder}`, undo: () => removeIfEmpty(host, folder) })),
    ...keys.map(entry => ({ what: `keys below ${entry.home}`, undo: () => restoreKeys(host, entry) })),
    ...owners.map(entry => ({ what: `owner of ${entry.home}`, undo: () => restoreOwner(host, entry) })),
  ];
  await undoAll(steps, {
    tried: "cannot bring every home back to what it was",
    fix: "look at the named folders with ls -la, and mend owner and content by hand",
  });
  return late ? await homesThatStay(host, absent) : [];
}

async function homesThatStay(host: Host, homes: readonly string[]): Promise<string[]> {
  const there: string[] = [];
  for (const home of homes)
    if (await host.files.facts(home)) there.push(`${home} stays, with what was put into it since`);
  return there;
}

/** By rm(1), which follows no link that somebody lays in its way meanwhile */
async function removeHome(host: Host, home: string): Promise<void> {
  if ((await host.files.facts(home)) === undefined) return;
  await host.run("rm", ["--recursive", "--force", "--one-file-system", "--", host.files.path(home)]);
}

async function removeIfEmpty(host: Host, folder: string): Promise<void> {
  if ((await host.files.list(folder)).length === 0) await host.files.removeTree(folder);
}

async function restoreOwner(host: Host, { home, key, from, to }: Saved["owners"][number]): Promise<void> {
  if ((await host.files.facts(home))?.[key] !== to) return;
  const mark = key === "uid" ? "" : ":";
  const owners = [`--from=${mark}${to}`, `${mark}${from}`];
  await host.run("chown", ["--recursive", "--no-dereference", ...owners, home]);
}

function newOwners(operation: UsersOperation, entry: PasswdEntry | undefined): Saved["owners"] {
  if (operation.do !== "change account" || !entry) return [];
  const keys = ["uid", "gid"] as const satisfies (keyof AccountChange)[];
  return keys.flatMap(key => {
    const to = operation[key];
    return to === undefined ? [] : [{ home: entry.home, key, from: entry[key], to }];
  });
}

/** The folder and those above it, as far as they are not there */
async function missingFrom(host: Host, folder: string): Promise<string[]> {
  const missing: string[] = [];
  for (let path = folder; !(await host.files.facts(path)); path = dirname(path)) missing.push(path);
  return missing;
}

function homeMade(operation: UsersOperation, home: string | undefined): string | undefined {
  switch (operation.do) {
    case "create account":
      return operation.makeHome ? operation.home : undefined;
    case "change account":
      return operation.home;
    case "make home":
      return home ?? usualHome(operation.name);
    default:
      return undefined;
  }
}
