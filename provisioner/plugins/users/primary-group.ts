import type { UsersOperation } from "./operation.ts";
import type { UsersPlanning } from "./planning.ts";

/** The group that useradd or usermod is told; no name means that useradd makes one with the account's name */
export interface PrimaryGroup {
  name?: string;
  operations: UsersOperation[];
  refused?: string;
}

/** Finds the primary group for a number; a number that no group has gets a group with the account's own name */
export function primaryGroup(
  planning: UsersPlanning,
  account: string,
  gid: number | undefined,
): PrimaryGroup {
  const groups = groupsToBe(planning);
  if (gid === undefined) return groups.has(account) ? { name: account, operations: [] } : { operations: [] };

  const byNumber = [...groups].find(([, number]) => number === gid)?.[0];
  if (byNumber !== undefined) return { name: byNumber, operations: [] };
  const create: UsersOperation = { do: "create group", name: account, gid };
  const refused = refusedGroup(planning, groups, account, gid);
  return { name: account, operations: [create], ...(refused !== undefined && { refused }) };
}

/** The groups as they are once the document's own have been made and changed; a number may still be open */
function groupsToBe({ current, groups }: UsersPlanning): Map<string, number | undefined> {
  const result = new Map<string, number | undefined>(current.groups.map(({ name, gid }) => [name, gid]));
  for (const [name, { gid, state }] of groups) {
    if (state === "absent") result.delete(name);
    else result.set(name, gid ?? result.get(name));
  }
  return result;
}

function refusedGroup(
  { current }: UsersPlanning,
  groups: ReadonlyMap<string, number | undefined>,
  account: string,
  gid: number,
): string | undefined {
  if (groups.has(account))
    return `no group has the number ${gid}, and group ${account} has another; say groups.${account}.gid: ${gid} as well`;
  const leaving = current.groups.find(group => group.gid === gid && !groups.has(group.name));
  if (leaving) return `gid ${gid} belongs to group ${leaving.name}, which goes last; apply its removal first`;
  return undefined;
}
