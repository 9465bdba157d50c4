import type { Policy } from "./schema.ts";
import { settings, written } from "./settings.ts";

/** The first line of our file */
export const policyHeader = "# Written by groundstate from plugins.login1; edits do not stay";

/** The text of the drop-in; undefined when the policy says nothing */
export function policyFile(policy: Policy | undefined): string | undefined {
  const lines = settings.flatMap(({ key, directive }) => {
    const value = policy?.[key];
    return value === undefined ? [] : [`${directive}=${written(value)}`];
  });
  return lines.length === 0 ? undefined : [policyHeader, "[Login]", ...lines, ""].join("\n");
}
