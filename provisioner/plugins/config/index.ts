import { definePlugin } from "../../contract/plugin.ts";
import { applyConfig } from "./apply.ts";
import { checkConfig } from "./check.ts";
import { normaliseConfig } from "./normalise.ts";
import { planConfig } from "./plan.ts";
import { queryConfig } from "./query.ts";
import { checkpointConfig, resumeConfig, rollbackConfig } from "./restore.ts";
import { ConfigSection } from "./schema.ts";
import { configSection } from "./section.ts";

/** Configuration files of the user's own, and the services that read them */
export const configPlugin = definePlugin({
  name: "config",
  description: "Configuration files: content, templates, modes, and who reads them again",
  after: ["packagekit", "identity", "users"],
  schema: ConfigSection,
  section: configSection,
  normalise: normaliseConfig,
  check: checkConfig,
  query: queryConfig,
  plan: planConfig,
  apply: applyConfig,
  checkpoint: checkpointConfig,
  rollback: rollbackConfig,
  resume: resumeConfig,
});
