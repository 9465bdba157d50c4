import { type Action, type Change, nothingToDo } from "../../contract/action.ts";
import type { PasswdEntry } from "../account-files.ts";
import { changedFields, newAccount } from "./account-fields.ts";
import type { UsersOperation } from "./operation.ts";
import { accountDatabase } from "./paths.ts";
import { accountThen, type UsersPlanning } from "./planning.ts";
import { primaryGroup } from "./primary-group.ts";
import { isOrdinary } from "./query.ts";
import type { Account } from "./schema.ts";

/** An account that is to be there, as far as /etc/passwd, /etc/shadow and its home go */
export function planAccount(planning: UsersPlanning, name: string, account: Account): Action<UsersOperation> {
  const there = accountThen(planning, name);
  return there ? planChange(planning, there, account) : planCreation(planning, name, account);
}

function planCreation(planning: UsersPlanning, name: string, account: Account): Action<UsersOperation> {
  const group = primaryGroup(planning, name, account.gid);
  const create = newAccount(name, account, group.name);
  const owner = planning.current.accounts.find(entry => entry.uid === account.uid);
  const ownerStays = owner && planning.accounts.get(owner.name)?.state !== "absent";
  const refused = ownerStays
    ? `uid ${owner.uid} belongs to account ${owner.name} already; choose another`
    : group.refused;
  return {
    kind: "create",
    resource: `account/${name}`,
    summary: `create account ${name}${account.uid === undefined ? "" : ` (uid ${account.uid})`}`,
    changes: [
      ...(account.uid === undefined ? [] : [{ path: "uid", to: account.uid }]),
      { path: "home", to: create.home },
      { path: "shell", to: create.shell },
      ...(account.password_hash === undefined ? [] : [{ path: "password_hash", to: "(secret)" }]),
    ],
    class: "reversible",
    phase: "configure",
    files: [...accountDatabase],
    operations: [...group.operations, create, ...passwordOperation(name, account)],
    ...(refused !== undefined && { refused }),
  };
}

function planChange(planning: UsersPlanning, there: PasswdEntry, account: Account): Action<UsersOperation> {
  const { name } = there;
  const named = planning.current.named[name];
  const changes: Change[] = [];
  const operations: UsersOperation[] = [];

  const fields = changedFields(there, account);
  const group = fields.gid === undefined ? undefined : primaryGroup(planning, name, fields.gid);
  operations.push(...(group?.operations ?? []));
  if (Object.keys(fields).length > 0) {
    operations.push({ do: "change account", name, ...fields });
    for (const [path, to] of Object.entries(fields))
      changes.push({ path, from: fieldsOf(there)[path] ?? null, to });
  }
  if (account.password_hash !== undefined && !named?.passwordHolds) {
    operations.push(...passwordOperation(name, account));
    changes.push({ path: "password_hash", from: "(secret)", to: "(secret)" });
  }
  if (lacksHome(planning, there, account)) {
    operations.push({ do: "make home", name });
    changes.push({ path: "home directory", to: account.home ?? there.home });
  }
  if (operations.length === 0) return nothingToDo(`account/${name}`);
  const refused = refusedChange(planning, there, fields) ?? group?.refused;
  return {
    kind: "modify",
    resource: `account/${name}`,
    summary: `change ${changes.map(change => change.path).join(", ")} of account ${name}`,
    changes,
    class: "reversible",
    phase: "configure",
    files: [...accountDatabase],
    operations,
    ...(refused !== undefined && { refused }),
  };
}

function passwordOperation(name: string, { password_hash: hash }: Account): UsersOperation[] {
  return hash === undefined ? [] : [{ do: "set password", name, hash }];
}

function lacksHome(planning: UsersPlanning, there: PasswdEntry, account: Account): boolean {
  const ordinary = isOrdinary(there) && account.system !== true;
  return (
    (account.home !== undefined || ordinary) && planning.current.named[there.name]?.newHomeExists === false
  );
}

function refusedChange(
  planning: UsersPlanning,
  there: PasswdEntry,
  fields: ReturnType<typeof changedFields>,
): string | undefined {
  const { name, home } = there;
  const owner = planning.current.accounts.find(entry => entry.uid === fields.uid && entry.name !== name);
  if (owner) return `uid ${owner.uid} belongs to account ${owner.name} already; choose another`;
  if (there.uid === 0 && fields.uid !== undefined)
    return `account ${name} is the machine's root; its uid stays 0`;
  const named = planning.current.named[name];
  if (fields.home !== undefined && named?.homeExists && !named.newHomeExists)
    return `account ${name} has its files in ${home} and no home is ever moved; run usermod --home ${fields.home} --move-home ${name}, then apply again`;
  return undefined;
}

function fieldsOf({ uid, gid, home, shell, comment }: PasswdEntry): Record<string, string | number> {
  return { uid, gid, home, shell, comment };
}
