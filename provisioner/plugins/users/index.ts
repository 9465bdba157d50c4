import { definePlugin } from "../../contract/plugin.ts";
import { applyUsers } from "./apply.ts";
import { captureUsers } from "./capture.ts";
import { checkUsers } from "./check.ts";
import { normaliseUsers } from "./normalise.ts";
import { planUsers } from "./plan.ts";
import { queryUsers } from "./query.ts";
import { checkpointUsers, rollbackUsers } from "./restore.ts";
import { UsersSection } from "./schema.ts";

/** Accounts, groups, ssh keys and sudo rules, through Debian's package passwd */
export const usersPlugin = definePlugin({
  name: "users",
  description: "Accounts, groups, ssh keys and sudo rules",
  after: ["packagekit"],
  schema: UsersSection,
  normalise: normaliseUsers,
  check: checkUsers,
  query: queryUsers,
  plan: planUsers,
  capture: captureUsers,
  apply: applyUsers,
  checkpoint: checkpointUsers,
  rollback: rollbackUsers,
});
