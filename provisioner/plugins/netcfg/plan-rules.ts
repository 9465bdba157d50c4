import { type Action, nothingToDo } from "../../contract/action.ts";
import type { PlanContext } from "../../contract/plugin.ts";
import { renderRules, rulesIn, rulesPath } from "./files.ts";
import { isSameRule, type KernelRule, ruleEntry, rulesOf } from "./kernel.ts";
import type { NetcfgOperation } from "./operation.ts";
import type { NetcfgFacts } from "./query.ts";
import type { RoutingRule } from "./schema.ts";
import { describeRule, missingRules, presentRules } from "./unmet.ts";

/** The rules' file and the rules in the kernel; nothing where there are none and never were */
export function planRules(
  facts: NetcfgFacts,
  rules: RoutingRule[],
  context: PlanContext,
): Action<NetcfgOperation>[] {
  if (rules.length === 0) return planGone(facts, context);
  return [planFile(facts, rules), planLive(facts, rules, context)];
}

function planFile(facts: NetcfgFacts, rules: RoutingRule[]): Action<NetcfgOperation> {
  if (facts.rulesFile === renderRules(rules)) return nothingToDo("routing_rules");
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
  { live, rulesFile }: NetcfgFacts,
  rules: RoutingRule[],
  { stage }: PlanContext,
): Action<NetcfgOperation> {
  const holds = rulesFile === renderRules(rules);
  const missing = live ? missingRules(rules, live.rules) : [];
  const surplus = surplusOf(rulesFile, rules);
  if (stage === "live" && holds && missing.length === 0) return nothingToDo("routing_rules/kernel");
  return {
    kind: "modify",
    resource: "routing_rules/kernel",
    summary: `have the kernel take the routing rules${missing.length > 0 ? `: ${missing.join("; ")}` : ""}`,
    changes: presentRules(surplus, live?.rules ?? []).map(rule => ({
      path: "rule",
      from: ruleEntry(rule).words.join(" "),
      to: null,
    })),
    class: "reversible",
    phase: "configure",
    needsLive: true,
    files: [],
    operations: [
      ...(holds ? [] : [{ do: "reload" as const }]),
      { do: "settle", link: "lo", routes: [], rules, surplus },
    ],
  };
}

/** What the file had and the document no longer names */
function surplusOf(rulesFile: string | undefined, rules: readonly RoutingRule[]): KernelRule[] {
  const wanted = rules.flatMap(rulesOf);
  return rulesIn(rulesFile ?? "")
    .flatMap(rulesOf)
    .filter(old => !wanted.some(rule => isSameRule(rule, old)));
}

function planGone(facts: NetcfgFacts, { owned, stage }: PlanContext): Action<NetcfgOperation>[] {
  if (facts.rulesFile === undefined || !owned.includes("routing_rules")) return [];
  const surplus = surplusOf(facts.rulesFile, []);
  const settled = { do: "settle" as const, link: "lo", routes: [], rules: [], surplus };
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
        ...(stage === "live" ? [{ do: "reload" as const }, settled] : []),
      ],
    },
  ];
}
