import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { type GroupEntry, type PasswdEntry, parseGroup, parsePasswd } from "../account-files.ts";

/** The account as /etc/passwd has it now, its number chosen */
export async function accountOnMachine(host: Host, name: string): Promise<PasswdEntry> {
  const account = parsePasswd((await host.files.read("/etc/passwd")) ?? "").find(
    entry => entry.name === name,
  );
  if (account) return account;
  throw new Failure({
    kind: "machine",
    tried: `cannot look up account ${name}`,
    found: "no such line in /etc/passwd",
    needs: "the account to exist by now",
    fix: `see \`getent passwd ${name}\`; an account of a directory service cannot be given keys here`,
  });
}

/** The groups as /etc/group has them now */
export async function readGroups(host: Host): Promise<GroupEntry[]> {
  return parseGroup((await host.files.read("/etc/group")) ?? "");
}
