import type { Host } from "../../host/host.ts";
import { type GroupEntry, type PasswdEntry, parseShadow } from "../account-files.ts";
import { isExact } from "./authorized-keys.ts";
import { type CurrentUsers, isOrdinary, queryUsers } from "./query.ts";
import type { Account, Group, UsersSection } from "./schema.ts";
import { sudoRule } from "./sudoers.ts";

/** Accounts of people, with their password hashes, and the groups that were made for them; the system's own are no matter */
export async function captureUsers(host: Host): Promise<UsersSection> {
  const current = await queryUsers(host, {});
  const hashes = parseShadow((await host.files.read("/etc/shadow")) ?? "");
  const people = current.accounts.filter(isOrdinary);
  const groups = current.groups.filter(({ gid }) => isOrdinary({ uid: gid }));
  return {
    accounts: Object.fromEntries(
      people.map(entry => [entry.name, account(current, entry, hashes.get(entry.name))]),
    ),
    groups: Object.fromEntries(groups.map(({ name, gid }): [string, Group] => [name, { gid }])),
  };
}

function account(current: CurrentUsers, entry: PasswdEntry, hash: string | undefined): Account {
  const { name, uid, gid, shell, home, comment } = entry;
  const groups = current.groups.filter(group => isFurtherMember(group, entry)).map(group => group.name);
  return {
    uid,
    gid,
    shell,
    home,
    ...(comment && { comment }),
    ...(groups.length > 0 && { groups }),
    ...(hash?.startsWith("$") && { password_hash: hash }),
    ...keys(current, name),
    ...sudo(current, name),
  };
}

function isFurtherMember({ members, gid }: GroupEntry, account: PasswdEntry): boolean {
  return gid !== account.gid && members.includes(account.name);
}

function keys({ named }: CurrentUsers, name: string): Pick<Account, "ssh_authorized_keys" | "ssh_keys"> {
  const file = named[name]?.keys;
  if (!file?.safe) return {};
  const lines = file.content.split("\n").filter(line => line.trim() !== "" && !line.startsWith("#"));
  if (lines.length === 0) return {};
  return { ssh_authorized_keys: lines, ...(!isExact(file.content) && { ssh_keys: "additional" }) };
}

function sudo({ named }: CurrentUsers, name: string): Pick<Account, "sudo"> {
  const content = named[name]?.sudo?.content;
  const kind = (["password", "nopasswd"] as const).find(each => sudoRule(name, each) === content);
  return kind === undefined ? {} : { sudo: kind };
}
