import type { Action } from "../../contract/action.ts";
import type { PlanContext } from "../../contract/plugin.ts";
import type { Login1Operation } from "./operation.ts";
import { planLinger } from "./plan-linger.ts";
import { planPolicy } from "./plan-policy.ts";
import type { CurrentLogin1 } from "./query.ts";
import type { Login1Section } from "./schema.ts";

/** The policy first: what lingers starts by it */
export function planLogin1(
  current: CurrentLogin1,
  section: Login1Section,
  { stage, owned }: PlanContext,
): Action<Login1Operation>[] {
  return [...planPolicy(current, section, { stage, owned }), ...planLinger(current, section, owned)];
}
