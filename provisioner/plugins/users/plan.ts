import type { Action } from "../../contract/action.ts";
import type { PlanContext } from "../../contract/plugin.ts";
import type { UsersOperation } from "./operation.ts";
import { planAccount } from "./plan-account.ts";
import { planAccountRemoval } from "./plan-account-removal.ts";
import { planGroup, planGroupRemoval } from "./plan-group.ts";
import { planKeys } from "./plan-keys.ts";
import { planMemberships } from "./plan-memberships.ts";
import { planSudo } from "./plan-sudo.ts";
import { planSudoRules } from "./plan-sudo-rules.ts";
import { usersPlanning } from "./planning.ts";
import type { CurrentUsers } from "./query.ts";
import type { UsersSection } from "./schema.ts";

/** Removed accounts first (their numbers become free), removed groups last (nobody is in them by then) */
export function planUsers(
  current: CurrentUsers,
  section: UsersSection,
  { owned }: PlanContext,
): Action<UsersOperation>[] {
  const planning = usersPlanning(current, section, owned);
  const accounts = [...planning.accounts];
  const groups = [...planning.groups];
  const present = accounts.filter(([, account]) => account.state !== "absent");
  return [
    ...accounts
      .filter(([, { state }]) => state === "absent")
      .flatMap(entry => planAccountRemoval(planning, ...entry)),
    ...groups.filter(([, { state }]) => state !== "absent").map(entry => planGroup(planning, ...entry)),
    ...present.flatMap(([name, account]) => [
      planAccount(planning, name, account),
      ...planMemberships(planning, name, account),
      ...planKeys(planning, name, account),
      ...planSudo(planning, name, account),
    ]),
    ...planSudoRules(current, section, owned),
    ...groups.filter(([, { state }]) => state === "absent").map(([name]) => planGroupRemoval(planning, name)),
    ...(section.sessions ?? []).map(session => refusedSession(session.user)),
  ];
}

function refusedSession(user: string): Action<never> {
  return {
    kind: "create",
    resource: `session/${user}`,
    summary: `start a session of ${user}`,
    changes: [],
    class: "reversible",
    phase: "start",
    needsLive: true,
    refused:
      "a session begins when somebody logs in, and nobody else can start it; take plugins.users.sessions out of the document, and say plugins.login1.users for services of a user that run without a session",
    files: [],
    operations: [],
  };
}
