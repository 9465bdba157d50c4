import type { Change } from "../contract/action.ts";
import type { PlannedAction } from "../contract/plugin.ts";
import type { Json, JsonObject } from "../host/json.ts";
import type { Plan } from "../manager/plan.ts";
import type { Verification } from "../manager/verify.ts";
import { type Paint, paintFor, plain, type Tone } from "./colour.ts";
import { print, printJson } from "./command.ts";
import { exitStatus } from "./exit-status.ts";
import { type Obstacles, obstacleLines, shownPending, shownResting } from "./obstacles.ts";

const signs = { create: "+", modify: "~", delete: "-", noop: "=" } as const;
const tones = { create: "good", modify: "careful", delete: "bad", noop: "aside" } as const;

/** Prints a plan; one with something that cannot be done makes the exit status say so */
export function showPlan(
  { todo, deferred, advisory, holding }: Plan,
  obstacles: Obstacles,
  asJson: boolean,
): void {
  const actions = [...todo, ...deferred, ...advisory];
  if (actions.some(action => action.refused !== undefined)) process.exitCode = exitStatus.input;
  if (asJson) {
    const pending = shownPending(obstacles.pending);
    const resting = obstacles.resting.map(shownResting);
    printJson({ actions: actions.map(shownAction), holding: holding.length, pending, resting });
    return;
  }
  const lines = planLines(actions, holding.length, paintFor(process.stdout, process.env));
  print([...lines, ...obstacleLines(obstacles)].join("\n"));
}

/** An action as programs may see it: its operations hold secrets and stay inside */
export function shownAction(action: PlannedAction): JsonObject {
  const { plugin, kind, resource, summary, changes, class: reversal, phase } = action;
  const { needsLive, refused, advisory } = action;
  return {
    plugin,
    kind,
    resource,
    summary,
    changes: changes.map(({ path, from, to }) => ({ path, from, to })),
    class: reversal,
    phase,
    ...(needsLive ? { needs_live: true } : {}),
    ...(refused === undefined ? {} : { refused }),
    ...(advisory === undefined ? {} : { advisory }),
  };
}

/** A plan for people: a line an action, its changes indented below */
export function planLines(
  actions: readonly PlannedAction[],
  holding: number,
  paint: Paint = plain,
): string[] {
  if (actions.length === 0) return [`nothing to change: ${holding} resources hold`];
  const width = Math.max(...actions.map(action => action.plugin.length));
  const below = (text: string, tone?: Tone): string =>
    `  ${" ".repeat(width)}    ${tone ? paint(tone, text) : text}`;
  return [
    ...actions.flatMap(action => [
      `${paint(tones[action.kind], signs[action.kind])} ${action.plugin.padEnd(width)}  ${action.summary}${remark(action)}`,
      ...changeTexts(action.changes).map(text => below(text, "aside")),
      ...(action.refused === undefined ? [] : [below(`cannot be done: ${action.refused}`, "bad")]),
      ...(action.advisory === undefined ? [] : [below(`left alone: ${action.advisory}`)]),
    ]),
    countText(actions, holding),
  ];
}

/** A line for each difference that an apply leaves alone */
export function leftAloneLines({ advisory }: Verification): string[] {
  return advisory.map(({ plugin, summary }) => `left alone: ${plugin}: ${summary}`);
}

function countText(actions: readonly PlannedAction[], holding: number): string {
  const alone = actions.filter(({ advisory }) => advisory !== undefined).length;
  const leftAlone = alone === 0 ? "" : `${alone} left alone, `;
  return `${actions.length - alone} to change, ${leftAlone}${holding} hold`;
}

function remark({ class: reversal, advisory }: PlannedAction): string {
  return reversal === "reversible" || advisory !== undefined ? "" : ` [${reversal}]`;
}

/** Values stand below each other */
function changeTexts(changes: readonly Change[]): string[] {
  const width = Math.max(...changes.map(({ path }) => path.length));
  return changes.map(
    ({ path, from, to }) => `${`${path}:`.padEnd(width + 1)} ${valueText(from)} -> ${valueText(to)}`,
  );
}

function valueText(value: Json | undefined): string {
  if (value === undefined) return "unset";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** "1 change", "2 changes" */
export function changesText(changes: readonly unknown[]): string {
  return `${changes.length} ${changes.length === 1 ? "change" : "changes"}`;
}
