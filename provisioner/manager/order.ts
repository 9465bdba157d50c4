import type { ActionClass, ActionPhase } from "../contract/action.ts";
import type { PlannedAction } from "../contract/plugin.ts";

const phases: readonly ActionPhase[] = ["configure", "start"];
const classes: readonly ActionClass[] = ["reversible", "compensable", "irreversible"];

/**
 * The order in which actions are applied: all configuring before all starting, irreversible ones last
 * within their phase, and by the plugins' order; what a plugin planned stays in its own sequence
 */
export function inApplyOrder(
  actions: readonly PlannedAction[],
  pluginOrder: readonly string[],
): PlannedAction[] {
  const rank = (action: PlannedAction): readonly number[] => [
    phases.indexOf(action.phase),
    action.class === "irreversible" ? classes.indexOf(action.class) : 0,
    pluginOrder.indexOf(action.plugin),
  ];
  return [...actions].sort((one, other) => compareRanks(rank(one), rank(other)));
}

function compareRanks(one: readonly number[], other: readonly number[]): number {
  for (const [index, value] of one.entries()) {
    const difference = value - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
