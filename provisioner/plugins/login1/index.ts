import { definePlugin } from "../../contract/plugin.ts";
import { applyLogin1 } from "./apply.ts";
import { checkLogin1 } from "./check.ts";
import { normaliseLogin1 } from "./normalise.ts";
import { planLogin1 } from "./plan.ts";
import { queryLogin1 } from "./query.ts";
import { checkpointLogin1, resumeLogin1, rollbackLogin1 } from "./restore.ts";
import { Login1Section } from "./schema.ts";

/** Lingering of users and session policy, through systemd-logind */
export const login1Plugin = definePlugin({
  name: "login1",
  description: "Lingering of users and session policy",
  after: ["users"],
  schema: Login1Section,
  normalise: normaliseLogin1,
  check: checkLogin1,
  query: queryLogin1,
  plan: planLogin1,
  apply: applyLogin1,
  checkpoint: checkpointLogin1,
  rollback: rollbackLogin1,
  resume: resumeLogin1,
});
