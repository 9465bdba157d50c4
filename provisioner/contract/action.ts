import type { Json } from "../host/json.ts";

/** What happens to a resource */
export type ActionKind = "create" | "modify" | "delete" | "noop";

/**
 * How far an action can be undone: "reversible" exactly, "compensable" by an opposite action
 * (installed packages removed again), "irreversible" not at all; the latter run last
 */
export type ActionClass = "reversible" | "compensable" | "irreversible";

/** Every action configures first; starting (services, containers) comes after all of that */
export type ActionPhase = "configure" | "start";

/** One difference, its values fit for logs and ledger: a secret stands there as "(secret)" */
export interface Change {
  path: string;
  from?: Json;
  to?: Json;
}

/** One step of a plan: pure data, made by plan, shown to people, executed by apply */
export interface Action<Operation = unknown> {
  kind: ActionKind;
  /** Stable key of the resource within its plugin: "account/admin", "bridge/vmbr0" */
  resource: string;
  /** For people: "create account admin (uid 1000)" */
  summary: string;
  changes: Change[];
  class: ActionClass;
  phase: ActionPhase;
  /** It takes a running machine, so the install stage defers it to first boot */
  needsLive?: boolean;
  /** It cannot be done, and why; a plan with such an action is not applied */
  refused?: string;
  /** Why it is told and then left alone: it is drift for `verify`; no apply refuses, tries or awaits it */
  advisory?: string;
  /** Every file that applying may change or create; the manager saves them first and restores them on rollback */
  files: string[];
  /** What apply executes, in order; empty for "noop" */
  operations: Operation[];
}

/** The action for a resource that already is as it should be */
export function nothingToDo(resource: string): Action<never> {
  return {
    kind: "noop",
    resource,
    summary: `${resource} holds`,
    changes: [],
    class: "reversible",
    phase: "configure",
    files: [],
    operations: [],
  };
}
