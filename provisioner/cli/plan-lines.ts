import type { Change } from "../contract/action.ts";
import type { PlannedAction } from "../contract/plugin.ts";
import type { Json } from "../host/json.ts";

const signs = { create: "+", modify: "~", delete: "-", noop: "=" } as const;

/** A plan for people: a line an action, its changes indented below */
export function planLines(actions: readonly PlannedAction[], holding: number): string[] {
  if (actions.length === 0) return [`nothing to change: ${holding} resources hold`];
  const width = Math.max(...actions.map(action => action.plugin.length));
  return [
    ...actions.flatMap(action => [
      `${signs[action.kind]} ${action.plugin.padEnd(width)}  ${action.summary}${remark(action)}`,
      ...action.changes.map(change => `  ${" ".repeat(width)}    ${changeText(change)}`),
      ...(action.refused === undefined
        ? []
        : [`  ${" ".repeat(width)}    cannot be done: ${action.refused}`]),
    ]),
    `${actions.length} to change, ${holding} hold`,
  ];
}

function remark(action: PlannedAction): string {
  return action.class === "reversible" ? "" : ` [${action.class}]`;
}

function changeText({ path, from, to }: Change): string {
  return `${path}: ${valueText(from)} -> ${valueText(to)}`;
}

function valueText(value: Json | undefined): string {
  if (value === undefined) return "unset";
  return typeof value === "string" ? value : JSON.stringify(value);
}
