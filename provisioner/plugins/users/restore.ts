import { type Static, Type } from "@sinclair/typebox";
import { Check } from "@sinclair/typebox/value";
import type { Action } from "../../contract/action.ts";
import type { Host } from "../../host/host.ts";
import type { Json } from "../../host/json.ts";
import { type PasswdEntry, parsePasswd } from "./account-files.ts";
import type { AccountChange, UsersOperation } from "./operation.ts";
import { usualHome } from "./paths.ts";
import type { UsersSection } from "./schema.ts";

const Saved = Type.Object({
  /** Folders that were not there */
  absent: Type.Array(Type.String()),
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

/** Notes what the account files do not say: homes that are about to appear or to change hands */
export async function checkpointUsers(
  host: Host,
  _section: UsersSection,
  actions: readonly Action<UsersOperation>[],
): Promise<Json> {
  const accounts = parsePasswd((await host.files.read("/etc/passwd")) ?? "");
  const saved: Saved = { absent: [], owners: [] };
  for (const operation of actions.flatMap(action => action.operations)) {
    const entry = "name" in operation ? accounts.find(({ name }) => name === operation.name) : undefined;
    for (const folder of foldersMade(operation, entry?.home)) {
      if (!(await host.files.facts(folder)) && !saved.absent.includes(folder)) saved.absent.push(folder);
    }
    if (operation.do === "change account" && entry) saved.owners.push(...newOwners(operation, entry));
  }
  return saved;
}

/** The account files are back; homes that were made go, and files that changed hands go back */
export async function rollbackUsers(host: Host, saved: Json): Promise<void> {
  if (!Check(Saved, saved)) return;
  for (const folder of saved.absent) await host.files.removeTree(folder);
  for (const { home, key, from, to } of saved.owners) {
    if ((await host.files.facts(home))?.[key] !== to) continue;
    const mark = key === "uid" ? "" : ":";
    const owners = [`--from=${mark}${to}`, `${mark}${from}`];
    await host.run("chown", ["--recursive", "--no-dereference", ...owners, home]);
  }
}

function newOwners(change: AccountChange, { home, ...before }: PasswdEntry): Saved["owners"] {
  const keys = ["uid", "gid"] as const;
  return keys.flatMap(key => {
    const to = change[key];
    return to === undefined ? [] : [{ home, key, from: before[key], to }];
  });
}

function foldersMade(operation: UsersOperation, home: string | undefined): string[] {
  switch (operation.do) {
    case "create account":
      return operation.makeHome ? [operation.home] : [];
    case "change account":
      return operation.home === undefined ? [] : [operation.home];
    case "make home":
      return [home ?? usualHome(operation.name)];
    case "write keys":
      return [`${operation.home.replace(/\/+$/, "")}/.ssh`];
    default:
      return [];
  }
}
