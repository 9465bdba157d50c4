import type { StateDocument } from "../../state/document.ts";
import { joinPointer } from "../../state/pointer.ts";
import type { Problem } from "../../state/problem.ts";
import { checkAccount } from "./check-account.ts";
import { checkMemberships } from "./check-memberships.ts";
import { checkSudoRules } from "./check-sudo-rules.ts";
import { usualHome } from "./paths.ts";
import type { UsersSection } from "./schema.ts";

/** What the schema cannot say: numbers given twice, groups nobody makes, rights nobody could use */
export function checkUsers(section: UsersSection, document: StateDocument): Problem[] {
  const accounts = Object.entries(section.accounts ?? {});
  return [
    ...accounts.flatMap(([name, account]) => checkAccount(name, account)),
    ...checkMemberships(section, document),
    ...doubledNumbers("accounts", "uid", section.accounts ?? {}),
    ...doubledNumbers("groups", "gid", section.groups ?? {}),
    ...sharedKeyFiles(section),
    ...checkSudoRules(section),
  ];
}

function doubledNumbers<Key extends "uid" | "gid">(
  kind: "accounts" | "groups",
  key: Key,
  entries: Record<string, { [K in Key]?: number }>,
): Problem[] {
  const first = new Map<number, string>();
  return Object.entries(entries).flatMap(([name, { [key]: number }]) => {
    const other = number === undefined ? undefined : first.get(number);
    if (number !== undefined && other === undefined) first.set(number, name);
    if (other === undefined) return [];
    const problem: Problem = {
      stage: "plan",
      pointer: joinPointer("", kind, name, key),
      found: `${number}, which ${other} has as well`,
      needs: `a ${key} of its own`,
      fix: "change one of the two, or leave it out and let the machine choose",
    };
    return [problem];
  });
}

/** One key file cannot belong to two accounts, and sshd refuses one that is not the account's own */
function sharedKeyFiles({ accounts }: UsersSection): Problem[] {
  const first = new Map<string, string>();
  return Object.entries(accounts ?? {}).flatMap(([name, account]) => {
    if (account.state === "absent" || account.ssh_authorized_keys === undefined) return [];
    const home = account.home ?? usualHome(name);
    const other = first.get(home);
    if (other === undefined) first.set(home, name);
    if (other === undefined) return [];
    const problem: Problem = {
      stage: "plan",
      pointer: joinPointer("/accounts", name, "ssh_authorized_keys"),
      found: `keys in ${home}, where those of ${other} lie as well`,
      needs: "a home of its own",
      fix: `give ${name} another home, or take the keys of one of the two out`,
    };
    return [problem];
  });
}
