import { type Action, nothingToDo } from "../../contract/action.ts";
import type { UsersOperation } from "./operation.ts";
import { accountDatabase } from "./paths.ts";
import { planKeys } from "./plan-keys.ts";
import { planMemberships } from "./plan-memberships.ts";
import { planSudo } from "./plan-sudo.ts";
import type { UsersPlanning } from "./planning.ts";
import type { Account } from "./schema.ts";

/** An account that is to go, after what an earlier document gave it */
export function planAccountRemoval(
  planning: UsersPlanning,
  name: string,
  account: Account,
): Action<UsersOperation>[] {
  const bare: Account = { state: "absent" };
  return [
    ...planMemberships(planning, name, bare),
    ...planKeys(planning, name, bare),
    ...planSudo(planning, name, bare),
    planDeletion(planning, name, account.keep_home === false),
  ];
}

function planDeletion(planning: UsersPlanning, name: string, removeHome: boolean): Action<UsersOperation> {
  const there = planning.current.accounts.find(entry => entry.name === name);
  if (!there) return nothingToDo(`account/${name}`);
  return {
    kind: "delete",
    resource: `account/${name}`,
    summary: `delete account ${name}${removeHome ? ` and ${there.home}` : "; its home stays"}`,
    changes: [{ path: "uid", from: there.uid }],
    class: removeHome ? "irreversible" : "reversible",
    phase: "configure",
    files: [...accountDatabase],
    operations: [{ do: "delete account", name, removeHome, ...keptGroup(planning, name) }],
    ...(there.uid === 0 && { refused: `account ${name} is the machine's root; it is never deleted` }),
  };
}

/** The document may want the group that has the account's name, even when the account goes */
function keptGroup({ current, groups }: UsersPlanning, name: string): { keepGroup?: number } {
  const there = current.groups.find(group => group.name === name);
  const wanted = groups.get(name);
  return there && wanted && wanted.state !== "absent" ? { keepGroup: there.gid } : {};
}
