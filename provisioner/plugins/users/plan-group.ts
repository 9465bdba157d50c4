import { type Action, nothingToDo } from "../../contract/action.ts";
import type { UsersOperation } from "./operation.ts";
import { accountDatabase, groupDatabase } from "./paths.ts";
import type { UsersPlanning } from "./planning.ts";
import type { Group } from "./schema.ts";

/** A group that is to be there */
export function planGroup(planning: UsersPlanning, name: string, group: Group): Action<UsersOperation> {
  const resource = `group/${name}`;
  const there = planning.current.groups.find(entry => entry.name === name);
  const { gid } = group;
  if (there && (gid === undefined || gid === there.gid)) return nothingToDo(resource);
  const taken = refusedNumber(planning, name, gid);
  const common = {
    ...taken,
    resource,
    class: "reversible" as const,
    phase: "configure" as const,
    files: [...groupDatabase],
  };
  if (there && gid !== undefined)
    return {
      ...common,
      files: [...accountDatabase], // groupmod also writes passwd, for those whose primary group it is
      kind: "modify",
      summary: `change the number of group ${name} from ${there.gid} to ${gid} (files keep the old number)`,
      changes: [{ path: "gid", from: there.gid, to: gid }],
      operations: [{ do: "change group", name, gid }],
    };
  return {
    ...common,
    kind: "create",
    summary: `create group ${name}${gid === undefined ? "" : ` (gid ${gid})`}`,
    changes: [{ path: "gid", to: gid ?? "any" }],
    operations: [
      {
        do: "create group",
        name,
        ...(gid === undefined ? {} : { gid }),
        ...(group.system ? { system: true } : {}),
      },
    ],
  };
}

/** A group that is to go */
export function planGroupRemoval(planning: UsersPlanning, name: string): Action<UsersOperation> {
  const there = planning.current.groups.find(entry => entry.name === name);
  if (!there) return nothingToDo(`group/${name}`);
  const user = planning.current.accounts.find(
    account => account.gid === there.gid && !leavesGroup(planning, account.name, there.gid),
  );
  return {
    kind: "delete",
    resource: `group/${name}`,
    summary: `delete group ${name}`,
    changes: [{ path: "gid", from: there.gid }],
    class: "reversible",
    phase: "configure",
    files: [...groupDatabase],
    operations: [{ do: "delete group", name }],
    ...(user && {
      refused: `group ${name} is the primary group of account ${user.name}; give that another gid first`,
    }),
  };
}

function leavesGroup(planning: UsersPlanning, account: string, gid: number): boolean {
  const wanted = planning.accounts.get(account);
  return wanted?.state === "absent" || (wanted?.gid !== undefined && wanted.gid !== gid);
}

function refusedNumber(planning: UsersPlanning, name: string, gid: number | undefined): { refused?: string } {
  const other = planning.current.groups.find(entry => entry.gid === gid && entry.name !== name);
  return other ? { refused: `gid ${gid} belongs to group ${other.name} already; choose another` } : {};
}
