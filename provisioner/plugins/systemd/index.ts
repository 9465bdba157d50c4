import { definePlugin } from "../../contract/plugin.ts";
import { applySystemd } from "./apply.ts";
import { checkSystemd } from "./check.ts";
import { normaliseSystemd } from "./normalise.ts";
import { planSystemd } from "./plan.ts";
import { querySystemd } from "./query.ts";
import { checkpointSystemd, resumeSystemd, rollbackSystemd } from "./restore.ts";
import { SystemdSection } from "./schema.ts";

/** Services, timers, unit files and drop-ins, through systemctl */
export const systemdPlugin = definePlugin({
  name: "systemd",
  description: "Services, timers, unit files and drop-ins",
  after: ["packagekit", "users"],
  schema: SystemdSection,
  normalise: normaliseSystemd,
  check: checkSystemd,
  query: querySystemd,
  plan: planSystemd,
  apply: applySystemd,
  checkpoint: checkpointSystemd,
  rollback: rollbackSystemd,
  resume: resumeSystemd,
});
