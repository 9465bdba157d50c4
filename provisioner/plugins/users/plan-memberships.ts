import { type Action, nothingToDo } from "../../contract/action.ts";
import type { UsersOperation } from "./operation.ts";
import { groupDatabase } from "./paths.ts";
import { accountThen, type UsersPlanning } from "./planning.ts";
import type { Account } from "./schema.ts";

/** One resource for each membership: those that the document names, and those that an earlier one made */
export function planMemberships(
  planning: UsersPlanning,
  name: string,
  account: Account,
): Action<UsersOperation>[] {
  const wanted = [...new Set(account.groups ?? [])].sort();
  const prefix = `membership/${name}/`;
  const former = [...planning.owned]
    .filter(key => key.startsWith(prefix))
    .map(key => key.slice(prefix.length))
    .filter(group => !wanted.includes(group) && isMember(planning, name, group))
    .sort();
  return [
    ...wanted.map(group =>
      holds(planning, name, account, group) ? nothingToDo(prefix + group) : join(name, group),
    ),
    ...former.map(group => leave(name, group)),
  ];
}

function isMember({ current }: UsersPlanning, name: string, group: string): boolean {
  return current.groups.find(entry => entry.name === group)?.members.includes(name) ?? false;
}

/** Its primary group counts, unless that is about to be another */
function holds(planning: UsersPlanning, name: string, account: Account, group: string): boolean {
  const primary = planning.current.accounts.find(entry => entry.name === name)?.gid;
  const stays = account.gid === undefined || account.gid === accountThen(planning, name)?.gid;
  const isPrimary =
    stays && planning.current.groups.some(entry => entry.name === group && entry.gid === primary);
  return isPrimary || isMember(planning, name, group);
}

function join(name: string, group: string): Action<UsersOperation> {
  return {
    kind: "create",
    resource: `membership/${name}/${group}`,
    summary: `add account ${name} to group ${group}`,
    changes: [{ path: "groups", to: group }],
    class: "reversible",
    phase: "configure",
    files: [...groupDatabase],
    operations: [{ do: "join group", name, group }],
  };
}

function leave(name: string, group: string): Action<UsersOperation> {
  return {
    ...join(name, group),
    kind: "delete",
    summary: `take account ${name} out of group ${group}`,
    changes: [{ path: "groups", from: group }],
    operations: [{ do: "leave group", name, group }],
  };
}
