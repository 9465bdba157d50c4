import type { PasswdEntry } from "../account-files.ts";
import type { Account } from "./schema.ts";

const databases = ["passwd", "group", "shadow", "gshadow", "subuid", "subgid"];

/**
 * What shadow-utils may write: the account files, the backup that they keep of each, and what only a power cut leaves:
 * the next version before it is renamed, and the lock. A lock without a process number in it, as btrfs makes of one that was
 * not synced, keeps every later useradd out (shadow, lib/commonio.c: "existing lock file without a PID")
 */
export const accountDatabase: readonly string[] = databases.flatMap(name =>
  ["", "-", "+", ".lock"].map(ending => `/etc/${name}${ending}`),
);

/** What a change of groups may write */
export const groupDatabase: readonly string[] = accountDatabase.filter(path =>
  /(group|gshadow)(-|\+|\.lock)?$/.test(path),
);

/** The home that a new account gets when the document names none */
export function usualHome(account: string): string {
  return `/home/${account}`;
}

/** Where an account's files are to lie: as the document says, else where they are */
export function homeToBe(
  name: string,
  { home, state }: Pick<Account, "home" | "state">,
  there: Pick<PasswdEntry, "home"> | undefined,
): string {
  return (state === "absent" ? undefined : home) ?? there?.home ?? usualHome(name);
}

/** Where its keys are to lie; those that an earlier document wrote are where it lives now */
export function homeOfKeys(
  name: string,
  account: Pick<Account, "home" | "state" | "ssh_authorized_keys">,
  there: Pick<PasswdEntry, "home"> | undefined,
): string {
  const former = account.ssh_authorized_keys === undefined ? there?.home : undefined;
  return former ?? homeToBe(name, account, there);
}

/** The key file that sshd reads for an account with that home */
export function authorizedKeysPath(home: string): string {
  return `${home.replace(/\/+$/, "")}/.ssh/authorized_keys`;
}

/** Where sudo reads rules, in the order of their names */
export const sudoersFolder = "/etc/sudoers.d";
const sudoersPrefix = "50-groundstate-";
const rulePrefix = "60-groundstate-";

/** Our file for an account's sudo rule; sudo passes over names with a dot, so that stands as a plus */
export function sudoersPath(account: string): string {
  return `${sudoersFolder}/${sudoersPrefix}${account.replaceAll(".", "+")}`;
}

/** Our file for a rule of its own; after those of accounts, for the last rule that matches counts */
export function sudoRulePath(rule: string): string {
  return `${sudoersFolder}/${rulePrefix}${rule}`;
}

/** The rule that a file of that name holds, undefined when it is another's */
export function sudoRuleIn(fileName: string): string | undefined {
  return fileName.startsWith(rulePrefix) ? fileName.slice(rulePrefix.length) : undefined;
}
