import { type Action, type Change, nothingToDo } from "../../contract/action.ts";
import type { Stage } from "../../host/host.ts";
import type { Login1Operation } from "./operation.ts";
import { policyPath } from "./paths.ts";
import { policyFile, policyHeader } from "./policy-file.ts";
import type { CurrentLogin1 } from "./query.ts";
import type { Login1Section, Policy } from "./schema.ts";
import { expected, settings } from "./settings.ts";

/** Our drop-in, and that logind goes by it */
export function planPolicy(
  current: CurrentLogin1,
  { policy }: Login1Section,
  { stage, owned }: { stage: Stage; owned: readonly string[] },
): Action<Login1Operation>[] {
  const reload: Login1Operation[] = stage === "live" ? [{ do: "reload" }] : [];
  const content = policyFile(policy);
  const before = current.policyFile;
  if (content === undefined) {
    const isOurs = before?.startsWith(policyHeader) && owned.includes("policy");
    if (!isOurs) return [];
    return [
      {
        ...action("delete", `remove ${policyPath}`, [{ path: "file", from: policyPath }]),
        operations: [{ do: "remove policy" }, ...reload],
      },
    ];
  }
  if (before !== content) {
    const kind = before === undefined ? "create" : "modify";
    return [
      {
        ...action(kind, `write ${policyPath}`, changedLines(before ?? "", content)),
        operations: [{ do: "write policy", content }, ...reload],
      },
    ];
  }
  const others = notInEffect(current, policy ?? {});
  if (others.length === 0) return [nothingToDo("policy")];
  const now = others.map(({ path, from }) => `${path} is ${from}`).join(", ");
  const summary = `let systemd-logind read its settings again: ${now}`;
  return [{ ...action("modify", summary, others), operations: reload }];
}

function notInEffect({ inEffect = {} }: CurrentLogin1, policy: Policy): Change[] {
  return settings.flatMap(({ key, property = "" }) => {
    const value = policy[key];
    const from = inEffect[property];
    if (value === undefined || from === undefined) return [];
    const to = expected(property, value);
    return from === to ? [] : [{ path: property, from, to }];
  });
}

function changedLines(before: string, after: string): Change[] {
  const [old = [], now = []] = [before, after].map(text =>
    text.split("\n").filter(line => line.includes("=")),
  );
  return [
    ...old.filter(line => !now.includes(line)).map(line => ({ path: "line", from: line })),
    ...now.filter(line => !old.includes(line)).map(line => ({ path: "line", to: line })),
  ];
}

function action(
  kind: "create" | "modify" | "delete",
  summary: string,
  changes: Change[],
): Omit<Action<Login1Operation>, "operations"> {
  return {
    kind,
    resource: "policy",
    summary,
    changes,
    class: "reversible",
    phase: "configure",
    files: [policyPath],
  };
}
