import { type Action, type Change, nothingToDo } from "../../contract/action.ts";
import type { PlanContext } from "../../contract/plugin.ts";
import { dropInOf, linkOf, ownNetworkFile, renderRoutes } from "./files.ts";
import type { NetcfgOperation } from "./operation.ts";
import { planDns } from "./plan-dns.ts";
import { planRules } from "./plan-rules.ts";
import type { NetcfgFacts } from "./query.ts";
import type { NetcfgSection, Route } from "./schema.ts";
import { describeRoute, missingRoutes } from "./unmet.ts";

/** Pure: routes of each link, rules, DNS; what earlier documents made and this one no longer names goes */
export function planNetcfg(
  facts: NetcfgFacts,
  section: NetcfgSection,
  context: PlanContext,
): Action<NetcfgOperation>[] {
  const routes = routesByLink(section.routing ?? []);
  return [
    ...[...routes].flatMap(([link, list]) => planRoutes(link, list, facts, context)),
    ...planGone(facts, [...routes.keys()], context),
    ...planRules(facts, section.routing_rules ?? [], context),
    ...planDns(facts, section.dns ?? {}, context),
    ...(section.ovs_flows ?? []).map(planFlow),
  ];
}

/** The routes of each link, in the order of the document */
export function routesByLink(routing: readonly Route[]): Map<string, Route[]> {
  const links = [...new Set(routing.map(route => route.interface))].sort();
  return new Map(links.map(link => [link, routing.filter(route => route.interface === link)]));
}

function planRoutes(
  link: string,
  routes: Route[],
  facts: NetcfgFacts,
  { stage }: PlanContext,
): Action<NetcfgOperation>[] {
  const content = renderRoutes(link, routes);
  const target = dropInOf(facts.networkFiles[link] ?? ownNetworkFile(link));
  const there = dropInsOf(link, facts);
  const holds = there.length === 1 && facts.dropIns[target] === content;
  const changed: Action<NetcfgOperation> = {
    kind: there.length === 0 ? "create" : "modify",
    resource: `routes/${link}`,
    summary: `route by ${link}: ${routes.map(describeRoute).join("; ")}`,
    changes: there.map(
      (path): Change => ({ path, from: settingsIn(facts.dropIns[path]), to: settingsIn(content) }),
    ),
    class: "reversible",
    phase: "configure",
    files: [...new Set([...there, target, dropInOf(ownNetworkFile(link))])].sort(),
    operations: [{ do: "add routes", link, content }],
  };
  const missing = facts.live ? missingRoutes(routes, facts.live.routes) : [];
  const settled = stage === "live" && holds && missing.length === 0;
  const live: Action<NetcfgOperation> = {
    kind: "modify",
    resource: `route/${link}`,
    summary: `have the kernel take the routes by ${link}${missing.length > 0 ? `: ${missing.join("; ")}` : ""}`,
    changes: [],
    class: "reversible",
    phase: "configure",
    needsLive: true,
    files: [],
    operations: [...(holds ? [] : [{ do: "reload" as const }]), { do: "settle", link, routes, rules: [] }],
  };
  return [holds ? nothingToDo(`routes/${link}`) : changed, settled ? nothingToDo(`route/${link}`) : live];
}

function planGone(
  facts: NetcfgFacts,
  named: readonly string[],
  { owned, stage }: PlanContext,
): Action<NetcfgOperation>[] {
  const links = new Set(Object.values(facts.dropIns).flatMap(content => linkOf(content) ?? []));
  const gone = [...links].filter(link => !named.includes(link) && owned.includes(`routes/${link}`)).sort();
  return gone.map(link => {
    const paths = dropInsOf(link, facts);
    return {
      kind: "delete" as const,
      resource: `routes/${link}`,
      summary: `take away the routes by ${link}, which the document no longer names`,
      changes: paths.map((path): Change => ({ path, from: settingsIn(facts.dropIns[path]) })),
      class: "reversible" as const,
      phase: "configure" as const,
      files: paths,
      operations: [
        { do: "remove" as const, paths },
        ...(stage === "live" ? [{ do: "reload" as const }] : []),
      ],
    };
  });
}

function planFlow(
  { bridge, actions }: NonNullable<NetcfgSection["ovs_flows"]>[number],
  index: number,
): Action<NetcfgOperation> {
  return {
    kind: "create",
    resource: `ovs_flow/${bridge}/${index}`,
    summary: `have ${bridge} do ${actions}`,
    changes: [],
    class: "reversible",
    phase: "configure",
    refused: "flows need Open vSwitch, for which there is no backend yet; take ovs_flows out of the document",
    files: [],
    operations: [],
  };
}

function dropInsOf(link: string, { dropIns }: NetcfgFacts): string[] {
  return Object.keys(dropIns)
    .filter(path => linkOf(dropIns[path] ?? "") === link)
    .sort();
}

/** A file's settings on one line, for people */
export function settingsIn(content: string | undefined): string | null {
  if (content === undefined) return null;
  return content
    .split("\n")
    .filter(line => line !== "" && !line.startsWith("#"))
    .join(" ");
}
