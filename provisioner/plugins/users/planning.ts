import type { GroupEntry, PasswdEntry } from "../account-files.ts";
import type { CurrentUsers } from "./query.ts";
import type { Account, Group, UsersSection } from "./schema.ts";

/** What each part of the plan looks at */
export interface UsersPlanning {
  current: CurrentUsers;
  accounts: ReadonlyMap<string, Account>;
  groups: ReadonlyMap<string, Group>;
  owned: ReadonlySet<string>;
}

/**
 * Puts desired and current side by side, in an order that does not depend on the document's.
 * What an earlier document made and this one no longer names is to go, unless a group is still in use
 */
export function usersPlanning(
  current: CurrentUsers,
  section: UsersSection,
  owned: readonly string[],
): UsersPlanning {
  const left = (kind: string, entry: { name: string }, named: object = {}): boolean =>
    owned.includes(`${kind}/${entry.name}`) && !Object.hasOwn(named, entry.name);
  const formerAccounts = current.accounts.filter(entry => left("account", entry, section.accounts));
  const accounts = byName(section.accounts, formerAccounts);
  const formerGroups = current.groups.filter(
    entry => left("group", entry, section.groups) && !isUsed(entry, current, accounts),
  );
  return { current, accounts, groups: byName(section.groups, formerGroups), owned: new Set(owned) };
}

/** Whether an account will have it as its primary group, or is to be a member of it */
export function isUsed(
  { name, gid }: Pick<GroupEntry, "name" | "gid">,
  current: CurrentUsers,
  accounts: ReadonlyMap<string, Account>,
): boolean {
  const wanted = [...accounts].filter(([, account]) => account.state !== "absent");
  return (
    wanted.some(
      ([account, { groups, gid: primary }]) =>
        groups?.includes(name) || primary === gid || (account === name && primary === undefined),
    ) ||
    current.accounts.some(entry => {
      const account = accounts.get(entry.name);
      return entry.gid === gid && account?.state !== "absent" && (account?.gid ?? gid) === gid;
    })
  );
}

/** The account as it will be once the groups are changed: groupmod takes along those whose primary group it is */
export function accountThen({ current, groups }: UsersPlanning, name: string): PasswdEntry | undefined {
  const entry = current.accounts.find(account => account.name === name);
  const primary = current.groups.find(group => group.gid === entry?.gid);
  const gid = primary && groups.get(primary.name)?.gid;
  return entry && gid !== undefined ? { ...entry, gid } : entry;
}

function byName<Wanted>(
  wanted: Record<string, Wanted> | undefined,
  former: readonly { name: string }[],
): Map<string, Wanted | { state: "absent" }> {
  const entries: [string, Wanted | { state: "absent" }][] = Object.entries(wanted ?? {});
  for (const { name } of former) entries.push([name, { state: "absent" }]);
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
