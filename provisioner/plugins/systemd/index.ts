import { definePlugin } from "../../contract/plugin.ts";
import { applySystemd } from "./apply.ts";
import { captureSystemd } from "./capture.ts";
import { checkSystemd } from "./check.ts";
import { normaliseSystemd } from "./normalise.ts";
import { planSystemd } from "./plan.ts";
import { querySystemd } from "./query.ts";
import { checkpointSystemd, resumeSystemd, rollbackSystemd } from "./restore.ts";
import { SystemdSection } from "./schema.ts";
import { systemdSection } from "./section.ts";

/** Services, timers, unit files and drop-ins, through systemctl */
export const systemdPlugin = definePlugin({
  name: "systemd",
  description: "Services, timers, unit files and drop-ins",
  after: ["packagekit", "users", "config"],
  schema: SystemdSection,
  section: systemdSection,
  normalise: normaliseSystemd,
  check: checkSystemd,
  query: querySystemd,
  plan: planSystemd,
  capture: captureSystemd,
  apply: applySystemd,
  checkpoint: checkpointSystemd,
  rollback: rollbackSystemd,
  resume: resumeSystemd,
});
