import { joinPointer } from "../../state/pointer.ts";
import type { Problem } from "../../state/problem.ts";
import { isWholeKey } from "./authorized-keys.ts";
import type { Account } from "./schema.ts";

/** What is wrong with one account, seen by itself */
export function checkAccount(name: string, account: Account): Problem[] {
  const pointer = joinPointer("/accounts", name);
  return [
    ...plainPassword(pointer, account),
    ...rootAccount(pointer, name, account),
    ...homelessKeys(pointer, account),
    ...unusableSudo(pointer, account),
    ...brokenKeys(pointer, account),
  ];
}

/** The schema refuses the key as well; this says how to mend it wherever the section comes from */
function plainPassword(pointer: string, account: Account): Problem[] {
  if (!Object.hasOwn(account, "password")) return [];
  return [
    {
      stage: "schema",
      pointer: joinPointer(pointer, "password"),
      found: "a plain password, which a document never holds",
      needs: "password_hash",
      fix: "run groundstate hash-password and put what it prints under password_hash",
    },
  ];
}

function rootAccount(pointer: string, name: string, { state, uid }: Account): Problem[] {
  const common = { stage: "plan", fix: "leave that line out" } as const;
  if (name !== "root") return [];
  if (state === "absent")
    return [
      { ...common, pointer: joinPointer(pointer, "state"), found: "absent", needs: "root on every machine" },
    ];
  if (uid !== undefined && uid !== 0)
    return [{ ...common, pointer: joinPointer(pointer, "uid"), found: String(uid), needs: "0 for root" }];
  return [];
}

function homelessKeys(pointer: string, account: Account): Problem[] {
  if (account.system !== true || account.home !== undefined || account.ssh_authorized_keys === undefined)
    return [];
  return [
    {
      stage: "plan",
      pointer: joinPointer(pointer, "ssh_authorized_keys"),
      found: "keys for a system account without a home",
      needs: "a home directory to keep them in",
      fix: "say home, or take system: true away",
    },
  ];
}

function unusableSudo(pointer: string, account: Account): Problem[] {
  const byGroup = account.groups?.includes("sudo") === true;
  const asksPassword = account.sudo === "password" || (byGroup && account.sudo === undefined);
  const hasPassword = account.password_hash?.startsWith("$") === true;
  if (!asksPassword || hasPassword || account.state === "absent") return [];
  return [
    {
      stage: "plan",
      severity: "warning",
      pointer: joinPointer(pointer, account.sudo === undefined ? "groups" : "sudo"),
      found: "sudo that asks for a password, and an account without one",
      needs: "a password to type, or a rule that does not ask",
      fix: "say sudo: nopasswd, or give password_hash (groundstate hash-password makes one)",
    },
  ];
}

function brokenKeys(pointer: string, account: Account): Problem[] {
  return (account.ssh_authorized_keys ?? []).flatMap((key, index) => {
    if (isWholeKey(key)) return [];
    const problem: Problem = {
      stage: "plan",
      severity: "warning",
      pointer: joinPointer(pointer, "ssh_authorized_keys", index),
      found: "a line that is no whole public key",
      needs: "type, base64 text and comment as in the .pub file; sshd passes over anything else",
      fix: "paste the whole line of the .pub file",
    };
    return [problem];
  });
}
