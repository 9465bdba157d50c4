import type { Action } from "../../contract/action.ts";
import type { PlanContext } from "../../contract/plugin.ts";
import type { IdentityOperation } from "./operation.ts";
import { planKeymap } from "./plan-keymap.ts";
import { planLocale } from "./plan-locale.ts";
import { planNames } from "./plan-names.ts";
import { planTimezone } from "./plan-timezone.ts";
import { actionOf } from "./planned.ts";
import type { CurrentIdentity } from "./query.ts";
import type { IdentitySection } from "./schema.ts";

/** One action for each of names, time zone, locale and keyboard layout that the document says */
export function planIdentity(
  current: CurrentIdentity,
  section: IdentitySection,
  { stage }: PlanContext,
): Action<IdentityOperation>[] {
  const { names, timezone, locale, keymap } = current;
  return [
    ...(names ? [planNames(names, section)] : []),
    ...(timezone && section.timezone ? [planTimezone(timezone, section.timezone)] : []),
    ...(locale && section.locale ? [planLocale(locale, section.locale)] : []),
    ...(keymap && section.keymap ? [planKeymap(keymap, section.keymap, stage)] : []),
  ].map(actionOf);
}
