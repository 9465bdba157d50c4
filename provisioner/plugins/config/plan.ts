import type { Action } from "../../contract/action.ts";
import type { PlanContext } from "../../contract/plugin.ts";
import type { ConfigOperation } from "./operation.ts";
import { planFile, planRemoval } from "./plan-file.ts";
import type { CurrentConfig } from "./query.ts";
import type { ConfigSection } from "./schema.ts";

/** Files by path, then, on a running machine, those who read them again: each unit once, whichever files changed */
export function planConfig(
  current: CurrentConfig,
  section: ConfigSection,
  { stage }: PlanContext,
): Action<ConfigOperation>[] {
  const named = Object.entries(section.files ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const files = [
    ...named.flatMap(([path, readers]) =>
      planFile(current, section, path).map(action => ({ readers, action })),
    ),
    ...Object.entries(current.former).map(([path, readers]) => ({
      readers,
      action: planRemoval(path, true),
    })),
  ];
  const changed = files.filter(({ action }) => action.operations.length > 0);
  const told = (verb: "reload" | "restart"): Set<string> =>
    new Set(changed.flatMap(({ readers }) => (readers[verb] ?? []).map(name => current.units[name] ?? name)));
  const restart = told("restart");
  const reload = [...told("reload")].filter(unit => !restart.has(unit));
  const all = files.map(({ action }) => action);
  if (stage === "install") return all; // nothing runs that could have read an older text
  return [
    ...all,
    ...reload.sort().map(unit => tell("reload", unit)),
    ...[...restart].sort().map(unit => tell("restart", unit)),
  ];
}

function tell(verb: "reload" | "restart", unit: string): Action<ConfigOperation> {
  return {
    kind: "modify",
    resource: `${verb}/${unit}`,
    summary: `${verb} ${unit}, if it runs`,
    changes: [],
    class: "reversible",
    phase: "start",
    needsLive: true,
    files: [],
    operations: [{ do: verb, unit }],
  };
}
