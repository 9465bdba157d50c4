import { type Action, nothingToDo } from "../../contract/action.ts";
import type { PlanContext } from "../../contract/plugin.ts";
import { renderRules, rulesPath } from "./files.ts";
import type { NetcfgOperation } from "./operation.ts";
import type { NetcfgFacts } from "./query.ts";
import type { RoutingRule } from "./schema.ts";
import { describeRule, missingRules } from "./unmet.ts";

/** The rules' file and the rules in the kernel; nothing where there are none and never were */
export function planRules(
  facts: NetcfgFacts,
  rules: RoutingRule[],
  context: PlanContext,
): Action<NetcfgOperation>[] {
  if (rules.length === 0) return planGone(facts, context);
  const holds = facts.rulesFile === renderRules(rules);
  return [planFile(facts, rules, holds), planLive(facts, rules, context, holds)];
}

function planFile(facts: NetcfgFacts, rules: RoutingRule[], holds: boolean): Action<NetcfgOperation> {
  if (holds) return nothingToDo("routing_rules");
  const { rulesFile, networkFiles } = facts;
  const other = networkFiles["lo"] !== rulesPath ? networkFiles["lo"] : undefined;
  return {
    kind: rulesFile === undefined ? "create" : "modify",
    resource: "routing_rules",
    summary: `write ${rules.length} routing rules to ${rulesPath}`,
    changes: rules.map(rule => ({ path: "rule", to: describeRule(rule) })),
    class: "reversible",
    phase: "configure",
    ...(other === undefined
      ? {}
      : { refused: `${other} configures the link lo already; put the rules there` }),
    files: [rulesPath],
    operations: [{ do: "write", path: rulesPath, content: renderRules(rules) }],
  };
}

function planLive(
  { live }: NetcfgFacts,
  rules: RoutingRule[],
  { stage }: PlanContext,
  holds: boolean,
): Action<NetcfgOperation> {
  const missing = live ? missingRules(rules, live.rules) : [];
  if (stage === "live" && holds && missing.length === 0) return nothingToDo("routing_rules/kernel");
  return {
    kind: "modify",
    resource: "routing_rules/kernel",
    summary: `have the kernel take the routing rules${missing.length > 0 ? `: ${missing.join("; ")}` : ""}`,
    changes: [],
    class: "reversible",
    phase: "configure",
    needsLive: true,
    files: [],
    operations: [
      ...(holds ? [] : [{ do: "reload" as const }]),
      { do: "settle", link: "lo", routes: [], rules },
    ],
  };
}

function planGone(facts: NetcfgFacts, { owned, stage }: PlanContext): Action<NetcfgOperation>[] {
  if (facts.rulesFile === undefined || !owned.includes("routing_rules")) return [];
  return [
    {
      kind: "delete",
      resource: "routing_rules",
      summary: "take away the routing rules, which the document no longer names",
      changes: [],
      class: "reversible",
      phase: "configure",
      files: [rulesPath],
      operations: [
        ...(stage === "live"
          ? [{ do: "write" as const, path: rulesPath, content: renderRules([]) }, { do: "reload" as const }]
          : []),
        { do: "remove", paths: [rulesPath] },
        ...(stage === "live" ? [{ do: "reload" as const }] : []),
      ],
    },
  ];
}
