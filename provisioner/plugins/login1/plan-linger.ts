import { type Action, nothingToDo } from "../../contract/action.ts";
import type { Login1Operation } from "./operation.ts";
import { lingerPath } from "./paths.ts";
import type { CurrentLogin1 } from "./query.ts";
import type { Login1Section } from "./schema.ts";

/** Who is to linger and who not; an account that lingers by an earlier document stops when this one no longer says so */
export function planLinger(
  { lingering }: CurrentLogin1,
  { users }: Login1Section,
  owned: readonly string[],
): Action<Login1Operation>[] {
  const wanted = new Map<string, boolean>();
  for (const name of lingering) if (owned.includes(resourceOf(name))) wanted.set(name, false);
  for (const [name, { linger }] of Object.entries(users ?? {}))
    if (linger !== undefined) wanted.set(name, linger);
  return [...wanted]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, on]) =>
      lingering.includes(name) === on ? nothingToDo(resourceOf(name)) : change(name, on),
    );
}

function resourceOf(name: string): string {
  return `linger/${name}`;
}

function change(name: string, on: boolean): Action<Login1Operation> {
  return {
    kind: on ? "create" : "delete",
    resource: resourceOf(name),
    summary: on
      ? `start the user services of ${name} at boot and now`
      : `let the user services of ${name} end with its last session`,
    changes: [{ path: "linger", from: !on, to: on }],
    class: "reversible",
    phase: "start",
    files: [lingerPath(name)],
    operations: [{ do: "linger", name, on }],
  };
}
