import { type Action, nothingToDo } from "../../contract/action.ts";
import type { PlanContext } from "../../contract/plugin.ts";
import { renderResolved, resolvedPath } from "./files.ts";
import type { NetcfgOperation } from "./operation.ts";
import type { NetcfgFacts } from "./query.ts";
import type { NetcfgSection } from "./schema.ts";
import { missingNames } from "./unmet.ts";

type Dns = NonNullable<NetcfgSection["dns"]>;

/** resolved's file and what resolved makes of it; the host name is the identity plugin's, wherever it is written */
export function planDns(facts: NetcfgFacts, dns: Dns, context: PlanContext): Action<NetcfgOperation>[] {
  const content = renderResolved(dns);
  if (content === undefined) return planGone(facts, context);
  const holds = facts.resolvedFile === content;
  const missing = facts.live ? missingNames(dns, facts.live.resolved) : [];
  const settled = context.stage === "live" && holds && missing.length === 0;
  const { servers = [], search_domains = [] } = dns;
  const words = [...servers, ...search_domains].join(", ");
  return [
    holds
      ? nothingToDo("dns")
      : {
          kind: facts.resolvedFile === undefined ? "create" : "modify",
          resource: "dns",
          summary: `write name servers and search domains to ${resolvedPath}`,
          changes: [{ path: "dns", to: words }],
          class: "reversible",
          phase: "configure",
          files: [resolvedPath],
          operations: [{ do: "write", path: resolvedPath, content }],
        },
    settled
      ? nothingToDo("dns/resolved")
      : {
          kind: "modify",
          resource: "dns/resolved",
          summary: `have systemd-resolved use ${words || "what its file says"}`,
          changes: [],
          class: "reversible",
          phase: "configure",
          needsLive: true,
          files: [],
          operations: [{ do: "resolve" }],
        },
  ];
}

function planGone({ resolvedFile }: NetcfgFacts, { owned, stage }: PlanContext): Action<NetcfgOperation>[] {
  if (resolvedFile === undefined || !owned.includes("dns")) return [];
  return [
    {
      kind: "delete",
      resource: "dns",
      summary: "take away the name servers and search domains that the document no longer names",
      changes: [],
      class: "reversible",
      phase: "configure",
      files: [resolvedPath],
      operations: [
        { do: "remove", paths: [resolvedPath] },
        ...(stage === "live" ? [{ do: "resolve" as const }] : []),
      ],
    },
  ];
}
