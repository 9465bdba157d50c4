import { Failure } from "../../host/failure.ts";

/** What a simulation says would happen besides installing */
export interface SideEffects {
  removed: readonly string[];
  downgraded: readonly string[];
}

/** Why something must not be done: what was found, and the way out */
export interface Objection {
  found: string;
  needs: string;
  fix: string;
}

/** Whether packages would go, or go back, that nobody named */
export function objectionTo(
  { removed, downgraded }: SideEffects,
  asked: readonly string[],
): Objection | undefined {
  const unasked = [...new Set(removed.filter(name => !asked.includes(name)))];
  if (unasked.length > 0)
    return {
      found: `that it would also remove ${unasked.join(", ")}`,
      needs: "every package that goes to be named",
      fix: `write ${unasked.map(name => `"${name}": {"state": "absent"}`).join(", ")} into plugins.packagekit.packages`,
    };
  if (downgraded.length > 0)
    return {
      found: `that it would put ${[...new Set(downgraded)].join(", ")} back to an older version`,
      needs: "a version that is not older than the installed one",
      fix: "take the older `version` out of plugins.packagekit, or remove the package first",
    };
  return undefined;
}

/** Stops before anything is changed when packages would go, or go back, that nobody named */
export function refuseSideEffects(
  effects: SideEffects,
  { asked, purpose }: { asked: readonly string[]; purpose: string },
): void {
  const objection = objectionTo(effects, asked);
  if (objection) throw new Failure({ kind: "input", tried: `will not ${purpose}`, ...objection });
}
