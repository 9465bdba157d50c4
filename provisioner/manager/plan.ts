import type { Domain, PlannedAction, Plugin } from "../contract/plugin.ts";
import { Failure } from "../host/failure.ts";
import type { StateDocument } from "../state/document.ts";
import { spokenOf } from "./adoption.ts";
import type { Machine } from "./machine.ts";
import { inApplyOrder } from "./order.ts";
import { type Owned, readOwned } from "./owned.ts";
import { limits, within } from "./time-limit.ts";

/** What a document means for this machine */
export interface Plan {
  domains: Domain[];
  /** Something to do, in the order in which it is applied */
  todo: PlannedAction[];
  /** Something to do that takes a running machine, in the install stage */
  deferred: PlannedAction[];
  /** Different, and left alone: told, counted as drift, and no hindrance to the rest */
  advisory: PlannedAction[];
  /** Already as it should be */
  holding: PlannedAction[];
}

/** Opens the plugins that a document speaks to, in the order in which they are applied */
export function openDomains(plugins: readonly Plugin[], document: StateDocument, only?: string): Domain[] {
  const domains = plugins.flatMap(plugin => {
    const section = plugin.section(document);
    return section === undefined ? [] : [plugin.open(section)];
  });
  if (only === undefined) return domains;
  const domain = domains.find(({ plugin }) => plugin.name === only);
  if (!domain) throw saysNothing(only, domains);
  return [domain];
}

/** Queries the machine and plans; changes nothing. `force` lets plugins plan what they refuse to protect people from themselves */
export async function planDocument(
  { host, plugins }: Machine,
  document: StateDocument,
  only?: string,
  force = false,
): Promise<Plan> {
  const domains = openDomains(plugins, await spokenOf(host, document), only);
  const owned = await readOwned(host);
  // Looking changes nothing, so all of them look at once.
  const plans = domains.map(domain => {
    const context = { stage: host.stage, owned: ownedBy(owned, domain), force };
    const what = `look at what ${domain.plugin.name} finds on this machine`;
    return within(limits.query, what, domain.plan(host, context));
  });
  const actions = (await Promise.all(plans)).flat();
  const different = actions.filter(action => action.kind !== "noop");
  const changing = different.filter(action => action.advisory === undefined);
  const mustWait = (action: PlannedAction): boolean => host.stage === "install" && action.needsLive === true;
  const order = plugins.map(plugin => plugin.name);
  return {
    domains,
    todo: inApplyOrder(
      changing.filter(action => !mustWait(action)),
      order,
    ),
    deferred: changing.filter(mustWait),
    advisory: different.filter(action => action.advisory !== undefined),
    holding: actions.filter(action => action.kind === "noop"),
  };
}

/** Stops a plan that holds something that cannot be done, before anything is changed */
export function refuseImpossible({ todo, deferred }: Plan): void {
  const refused = [...todo, ...deferred].filter(action => action.refused !== undefined);
  if (refused.length === 0) return;
  throw new Failure({
    kind: "input",
    tried: "cannot apply the document",
    found: refused.map(action => `${action.plugin} ${action.resource}: ${action.refused}`).join("; "),
    fix: "change these entries of the document, or the machine",
  });
}

function saysNothing(name: string, domains: readonly Domain[]): Failure {
  const names = domains.map(({ plugin }) => plugin.name).join(", ");
  return new Failure({
    kind: "input",
    tried: `cannot look at the plugin ${name} alone`,
    found: "nothing in the document that speaks to it",
    needs: `one of ${names || "none: the document speaks to no plugin"}`,
  });
}

function ownedBy(owned: Owned, domain: Domain): readonly string[] {
  return owned[domain.plugin.name] ?? [];
}
