import { type Action, nothingToDo } from "../../contract/action.ts";
import type { UsersOperation } from "./operation.ts";
import { sudoersPath } from "./paths.ts";
import type { UsersPlanning } from "./planning.ts";
import type { Account } from "./schema.ts";
import { sudoRule } from "./sudoers.ts";

/** Our sudoers file for an account; without a rule in the document only a file of ours goes */
export function planSudo(planning: UsersPlanning, name: string, account: Account): Action<UsersOperation>[] {
  const resource = `sudo/${name}`;
  const path = sudoersPath(name);
  const before = planning.current.named[name]?.sudo;
  const common = { resource, class: "reversible", phase: "configure", files: [path] } as const;
  if (account.sudo === undefined) {
    const goes = planning.owned.has(resource) || account.state === "absent";
    if (!before || !goes) return [];
    return [
      {
        ...common,
        files: [path],
        kind: "delete",
        summary: `remove the sudo rule of ${name}`,
        changes: [{ path: "sudo", from: ruleIn(before.content) }],
        operations: [{ do: "remove file", path }],
      },
    ];
  }
  const content = sudoRule(name, account.sudo);
  if (before?.content === content && before.mode === 0o440) return [nothingToDo(resource)];
  return [
    {
      ...common,
      files: [path],
      kind: before ? "modify" : "create",
      summary: `let ${name} run everything through sudo${account.sudo === "nopasswd" ? " without a password" : ""}`,
      changes: [{ path: "sudo", ...(before && { from: ruleIn(before.content) }), to: account.sudo }],
      operations: [{ do: "write sudo rule", name, path, content }],
    },
  ];
}

function ruleIn(content: string): string {
  return content.includes("NOPASSWD") ? "nopasswd" : "password";
}
