import { type Action, nothingToDo } from "../../contract/action.ts";
import type { UsersOperation } from "./operation.ts";
import { sudoRulePath } from "./paths.ts";
import type { CurrentUsers } from "./query.ts";
import type { SudoRule, UsersSection } from "./schema.ts";
import { ownSudoRule } from "./sudoers.ts";

/** Rules of sudo that belong to no single account; those that an earlier document made and this one no longer names go */
export function planSudoRules(
  { sudoRules: current }: CurrentUsers,
  { sudo_rules: wanted = {} }: UsersSection,
  owned: readonly string[],
): Action<UsersOperation>[] {
  const former = Object.keys(current).filter(
    name => owned.includes(`sudo-rule/${name}`) && !Object.hasOwn(wanted, name),
  );
  return [...Object.keys(wanted), ...former]
    .sort()
    .map(name => planRule(name, wanted[name] ?? { state: "absent" }, current[name]));
}

function planRule(
  name: string,
  rule: SudoRule,
  before: CurrentUsers["sudoRules"][string] | undefined,
): Action<UsersOperation> {
  const resource = `sudo-rule/${name}`;
  const path = sudoRulePath(name);
  const common = { resource, class: "reversible", phase: "configure", files: [path] } as const;
  const from = before && lineOf(before.content);
  if (rule.state === "absent") {
    if (!before) return nothingToDo(resource);
    return {
      ...common,
      files: [path],
      kind: "delete",
      summary: `remove the sudo rule ${name}`,
      changes: [{ path: "sudo_rules", from: from ?? "" }],
      operations: [{ do: "remove file", path }],
    };
  }
  const content = ownSudoRule(name, rule);
  if (before?.content === content && before.mode === 0o440) return nothingToDo(resource);
  return {
    ...common,
    files: [path],
    kind: before ? "modify" : "create",
    summary: `write the sudo rule ${name}`,
    changes: [{ path: "sudo_rules", ...(from !== undefined && { from }), to: lineOf(content) }],
    operations: [{ do: "write sudo rule", name, path, content }],
  };
}

function lineOf(content: string): string {
  return content.trimEnd().split("\n").at(-1) ?? "";
}
