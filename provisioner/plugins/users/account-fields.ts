import type { PasswdEntry } from "../account-files.ts";
import type { AccountChange, NewAccount } from "./operation.ts";
import { usualHome } from "./paths.ts";
import type { Account } from "./schema.ts";

/** How an account is made: what the document leaves open is as a person at an ordinary server would expect */
export function newAccount(name: string, account: Account, group: string | undefined): NewAccount {
  const system = account.system === true;
  return {
    do: "create account",
    name,
    ...(account.uid === undefined ? {} : { uid: account.uid }),
    ...(group === undefined ? {} : { group }),
    home: account.home ?? (system ? "/nonexistent" : usualHome(name)),
    makeHome: !system || account.home !== undefined,
    shell: account.shell ?? (system ? "/usr/sbin/nologin" : "/bin/bash"),
    ...(account.comment === undefined ? {} : { comment: account.comment }),
    system,
  };
}

/** The fields that the document sets otherwise than /etc/passwd; what it leaves open stays as it is */
export function changedFields(
  there: PasswdEntry,
  { uid, gid, home, shell, comment }: Account,
): Omit<AccountChange, "do" | "name"> {
  return {
    ...(uid === undefined || uid === there.uid ? {} : { uid }),
    ...(gid === undefined || gid === there.gid ? {} : { gid }),
    ...(home === undefined || home === there.home ? {} : { home }),
    ...(shell === undefined || shell === there.shell ? {} : { shell }),
    ...(comment === undefined || comment === there.comment ? {} : { comment }),
  };
}
