import type { ActionPhase } from "../contract/action.ts";
import type { PlannedAction } from "../contract/plugin.ts";

const phases: readonly ActionPhase[] = ["configure", "start"];

/**
 * The order in which actions are applied: what cannot be undone comes after everything that may fail,
 * all configuring before all starting, then the plugins' order; what a plugin planned stays in its own sequence
 */
export function inApplyOrder(
  actions: readonly PlannedAction[],
  pluginOrder: readonly string[],
): PlannedAction[] {
  const rank = (action: PlannedAction): readonly number[] => [
    action.class === "irreversible" ? 1 : 0,
    phases.indexOf(action.phase),
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
