import type { Action } from "../../contract/action.ts";
import type { PlanContext } from "../../contract/plugin.ts";
import type { PackageOperation } from "./operation.ts";
import { planPackage } from "./plan-package.ts";
import { awaitsRepository, planRepositories } from "./plan-repositories.ts";
import type { CurrentPackages } from "./query.ts";
import type { PackagesSection } from "./schema.ts";
import { objectionTo } from "./side-effects.ts";
import { missingOf, surplusOf, unwantedOf, type Wishes, wishesOf } from "./wishes.ts";

/** One action for each repository and each package; a package that the document no longer names stays as it is */
export function planPackages(
  current: CurrentPackages,
  section: PackagesSection,
  { stage, owned }: PlanContext,
): Action<PackageOperation>[] {
  const wishes = wishesOf(section, current.manifest);
  const together = {
    missing: missingOf(wishes, current.installed),
    surplus: surplusOf(wishes, current.installed),
    unwanted: unwantedOf(wishes),
  };
  const fetch = stage === "live" || together.missing.length > 0;
  const packages = wishes.map(([name, wish]) => planPackage(current.installed[name], name, wish, together));
  const unclear = awaitsRepository(current.repositories, section, fetch);
  const refused = packages.some(action => action.refused !== undefined);
  return [
    ...planRepositories(current.repositories, section, { owned, fetch }),
    ...unreadableManifest(current, section),
    ...(refused || unclear ? [] : impossibleTogether(current, wishes)),
    ...packages,
  ];
}

/** What apt would do besides, or cannot do. What a new repository will bring nobody knows: apply simulates again */
function impossibleTogether({ simulation }: CurrentPackages, wishes: Wishes): Action<never>[] {
  if (!simulation || "unknown" in simulation) return [];
  if ("conflict" in simulation)
    return [refusal("packages", "install and remove all of it", `what apt says: ${simulation.conflict}`)];
  const objection = objectionTo({ ...simulation, downgraded: [] }, unwantedOf(wishes));
  if (!objection) return [];
  return [refusal("packages", "install and remove all of it", `${objection.found}; ${objection.fix}`)];
}

function unreadableManifest({ manifest }: CurrentPackages, section: PackagesSection): Action<never>[] {
  if (!manifest || !("problem" in manifest)) return [];
  const { manifest: path } = section;
  return [refusal(`manifest/${path}`, `install what ${path} lists`, manifest.problem)];
}

function refusal(resource: string, summary: string, refused: string): Action<never> {
  return {
    kind: "modify",
    resource,
    summary,
    changes: [],
    class: "compensable",
    phase: "configure",
    refused,
    files: [],
    operations: [],
  };
}
