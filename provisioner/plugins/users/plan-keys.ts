import { type Action, nothingToDo } from "../../contract/action.ts";
import { additionalKeys, exactKeys, isExact, withoutOurKeys } from "./authorized-keys.ts";
import type { UsersOperation } from "./operation.ts";
import { authorizedKeysPath, homeOfKeys } from "./paths.ts";
import type { UsersPlanning } from "./planning.ts";
import { isOrdinary } from "./query.ts";
import type { Account } from "./schema.ts";

/** The key file of an account; without keys in the document it is left alone, unless an earlier one made it */
export function planKeys(planning: UsersPlanning, name: string, account: Account): Action<UsersOperation>[] {
  const resource = `keys/${name}`;
  const there = planning.current.accounts.find(entry => entry.name === name);
  const named = planning.current.named[name];
  const home = homeOfKeys(name, account, there);
  const path = authorizedKeysPath(home);
  const before = named?.keys;
  const wanted = account.ssh_authorized_keys;

  if (wanted === undefined) {
    const rest = before?.own ? leftOver(before.content, planning.owned.has(resource)) : undefined;
    if (before === undefined || rest === undefined) return [];
    const isEmpty = rest.trim() === "";
    return [
      {
        ...keyAction(name, path, before.content, rest),
        kind: "delete",
        summary: isEmpty ? `remove ${path}` : `take our keys out of ${path}`,
        operations: [isEmpty ? { do: "remove keys", home } : { do: "write keys", name, home, content: rest }],
      },
    ];
  }
  const content =
    account.ssh_keys === "additional" ? additionalKeys(before?.content ?? "", wanted) : exactKeys(wanted);
  if (before?.safe && before.content === content) return [nothingToDo(resource)];
  const refused = refusedKeys(planning, name, home, account);
  return [
    {
      ...keyAction(name, path, before?.content ?? "", content),
      kind: before ? "modify" : "create",
      operations: [{ do: "write keys", name, home, content }],
      ...(refused !== undefined && { refused }),
    },
  ];
}

/** What is not ours in a file that an earlier document wrote to; undefined when nothing of it is */
function leftOver(content: string, owned: boolean): string | undefined {
  return isExact(content) && owned ? "" : withoutOurKeys(content);
}

function refusedKeys(
  { current, accounts }: UsersPlanning,
  name: string,
  home: string,
  account: Account,
): string | undefined {
  const other = current.accounts.find(entry => entry.home === home && entry.name !== name);
  if (other && accounts.get(other.name)?.state !== "absent")
    return `${home} is the home of account ${other.name} as well, and sshd takes keys only from an account's own`;
  const there = current.accounts.find(entry => entry.name === name);
  const systemHome = there !== undefined && !isOrdinary(there) && account.home === undefined;
  if (systemHome && !current.named[name]?.newHomeExists)
    return `account ${name} has no home directory that could hold keys; say accounts.${name}.home`;
  return undefined;
}

function keyAction(
  name: string,
  path: string,
  from: string,
  to: string,
): Omit<Action<UsersOperation>, "kind" | "operations"> {
  const [before, after] = [keysIn(from), keysIn(to)];
  return {
    resource: `keys/${name}`,
    summary: `write ${path} (${after.length} ${after.length === 1 ? "key" : "keys"})`,
    changes: [
      ...before.filter(key => !after.includes(key)).map(key => ({ path: "ssh_authorized_keys", from: key })),
      ...after.filter(key => !before.includes(key)).map(key => ({ path: "ssh_authorized_keys", to: key })),
    ],
    class: "reversible",
    phase: "configure",
    files: [], // in a folder of the account's: the plugin saves and restores them itself, following no link
  };
}

function keysIn(content: string): string[] {
  return content.split("\n").filter(line => line.trim() !== "" && !line.startsWith("#"));
}
