import { type Action, type Change, nothingToDo } from "../../contract/action.ts";
import type { IdentityOperation } from "./operation.ts";

/** One resource as planned, before it is an action */
export interface Planned {
  resource: string;
  summary: string;
  changes: Change[];
  operations: IdentityOperation[];
  /** Files that operations change without naming them */
  alsoChanged?: string[];
  refused?: string | undefined;
}

/** The action for a resource; nothing to do when it takes no operation */
export function actionOf(planned: Planned): Action<IdentityOperation> {
  const { resource, summary, changes, operations, alsoChanged = [], refused } = planned;
  if (operations.length === 0 && refused === undefined) return nothingToDo(resource);
  const named = operations.flatMap(operation => ("path" in operation ? [operation.path] : []));
  return {
    kind: "modify",
    resource,
    summary,
    changes,
    class: "reversible",
    phase: "configure",
    ...(refused !== undefined && { refused }),
    files: [...named, ...alsoChanged],
    operations: refused === undefined ? operations : [],
  };
}
