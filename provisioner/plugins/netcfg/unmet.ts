import { canonicalAddress } from "../../state/ip-address.ts";
import { isRoute, isSameRule, type KernelRoute, type KernelRule, rulesOf } from "./kernel.ts";
import type { ResolvedFacts } from "./query.ts";
import type { NetcfgSection, Route, RoutingRule } from "./schema.ts";

/** Routes that the kernel lacks, each in words for people */
export function missingRoutes(routes: readonly Route[], kernel: readonly KernelRoute[]): string[] {
  return routes.filter(route => !kernel.some(live => isRoute(route, live))).map(describeRoute);
}

/** Rules that the kernel lacks, each in words for people */
export function missingRules(rules: readonly RoutingRule[], kernel: readonly KernelRule[]): string[] {
  return rules
    .filter(rule => rulesOf(rule).some(wanted => !kernel.some(live => isSameRule(wanted, live))))
    .map(describeRule);
}

/** Rules that the kernel still has from networkd */
export function presentRules(surplus: readonly KernelRule[], kernel: readonly KernelRule[]): KernelRule[] {
  return surplus.filter(rule => kernel.some(live => live.isStatic && isSameRule(rule, live)));
}

/** Servers and domains that resolved lacks */
export function missingNames(
  { servers = [], search_domains = [] }: NonNullable<NetcfgSection["dns"]>,
  resolved: ResolvedFacts | undefined,
): string[] {
  const there = (resolved?.servers ?? []).map(canonicalAddress);
  const domains = (resolved?.domains ?? []).map(domain => domain.toLowerCase());
  return [
    ...servers.filter(server => !there.includes(canonicalAddress(server))),
    ...search_domains.filter(domain => !domains.includes(domain.toLowerCase())),
  ];
}

/** A route in the words of ip */
export function describeRoute({ destination, gateway, interface: link, metric, table }: Route): string {
  const by = gateway === undefined ? "" : ` via ${gateway}`;
  const cost = metric === undefined ? "" : ` metric ${metric}`;
  return `${destination}${by} dev ${link}${cost}${table === undefined ? "" : ` table ${table}`}`;
}

/** A rule in the words of ip */
export function describeRule({ priority, from, to, interface: link, mark, table }: RoutingRule): string {
  const parts = [
    `from ${from ?? "all"}`,
    ...(to === undefined ? [] : [`to ${to}`]),
    ...(link === undefined ? [] : [`iif ${link}`]),
    ...(mark === undefined ? [] : [`fwmark ${mark}`]),
  ];
  return `${priority}: ${parts.join(" ")} lookup ${table}`;
}
