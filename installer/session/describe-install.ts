import { mountedVolumes } from "../checks/space.ts";
import type { Install } from "../install.ts";
import { describePlan } from "../storage/target-plan.ts";

/** The plan as a person reads it before consenting: what is made, from what, and what is destroyed */
export function describeInstall({ settings, plan, origin, packagesToAdd }: Install): string[] {
  const { hostname, domain, suite, base, mirror, finish } = settings;
  const mounted = mountedVolumes(plan.disk.path);
  return [
    `machine   ${domain ? `${hostname}.${domain}` : hostname}, Debian ${suite}, by ${base}`,
    `document  ${origin}`,
    ...describePlan(plan),
    ...(mounted.length > 0 ? [`mounted   ${mounted.join(", ")}: will be unmounted`] : []),
    `packages  ${packagesToAdd.length > 0 ? packagesToAdd.join(" ") : "all in the base"}`,
    `mirror    ${mirror ?? "none"}`,
    `then      ${finish}`,
  ];
}
