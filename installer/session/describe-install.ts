import { mountedVolumes } from "../checks/space.ts";
import type { AptSources } from "../identity/apt-sources.ts";
import type { Install } from "../install.ts";
import { describePlan } from "../storage/target-plan.ts";

/** The plan as a person reads it before consenting: what is made, from what, and what is destroyed */
export function describeInstall({ settings, plan, origin, packagesToAdd, sources }: Install): string[] {
  const { hostname, domain, suite, base, mirror, finish } = settings;
  const mounted = mountedVolumes(plan.disk.path);
  return [
    `machine   ${domain ? `${hostname}.${domain}` : hostname}, Debian ${suite}, by ${base}`,
    `document  ${origin}`,
    ...describePlan(plan),
    ...(mounted.length > 0 ? [`mounted   ${mounted.join(", ")}: will be unmounted`] : []),
    `packages  ${packagesToAdd.length > 0 ? packagesToAdd.join(" ") : "all in the base"}`,
    `mirror    ${mirror ?? "none"}`,
    ...securityOf(sources).map(uri => `security  ${uri}`),
    ...sources.remarks.map(remark => `archives  ${remark}`),
    `then      ${finish === "stay" ? "this system stays up" : finish}`,
  ];
}

function securityOf({ now, later }: AptSources): string[] {
  return [...now, ...later].filter(({ suite }) => suite.endsWith("-security")).map(({ uri }) => uri);
}
