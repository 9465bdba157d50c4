import { joinPointer } from "../../state/pointer.ts";
import type { Problem } from "../../state/problem.ts";
import type { SudoRule, UsersSection } from "./schema.ts";

/** Rules that let nobody do anything, or somebody whom the document removes */
export function checkSudoRules({ sudo_rules, accounts, groups }: UsersSection): Problem[] {
  return Object.entries(sudo_rules ?? {}).flatMap(([name, rule]) => {
    const pointer = joinPointer("/sudo_rules", name);
    if (rule.state === "absent") return [];
    return [
      ...lacking(pointer, rule),
      ...removed(pointer, "users", rule.users, accounts),
      ...removed(pointer, "groups", rule.groups, groups),
    ];
  });
}

function lacking(pointer: string, { users = [], groups = [], commands }: SudoRule): Problem[] {
  const nobody = users.length + groups.length === 0;
  const parts = [...(nobody ? ["users or groups"] : []), ...(commands ? [] : ["commands"])];
  return parts.map(needs => ({
    stage: "plan",
    pointer,
    found: `a sudo rule without ${needs}`,
    needs,
    fix: `say ${needs}, or state: absent to have the rule removed`,
  }));
}

function removed(
  pointer: string,
  kind: "users" | "groups",
  names: readonly string[] = [],
  entries: Record<string, { state?: string }> = {},
): Problem[] {
  return names.flatMap((name, index) => {
    if (entries[name]?.state !== "absent") return [];
    const problem: Problem = {
      stage: "plan",
      pointer: joinPointer(pointer, kind, index),
      found: `${name}, which the document removes`,
      needs: "somebody who is to be there",
      fix: "take it out of the rule, or keep it in the document",
    };
    return [problem];
  });
}
