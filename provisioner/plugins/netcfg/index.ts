import { definePlugin } from "../../contract/plugin.ts";
import { applyNetcfg } from "./apply.ts";
import { checkNetcfg } from "./check.ts";
import { planNetcfg } from "./plan.ts";
import { queryNetcfg } from "./query.ts";
import { checkpointNetcfg, resumeNetcfg, rollbackNetcfg } from "./restore.ts";
import { NetcfgSection } from "./schema.ts";

/** Routes, policy routing and DNS: additions to what networkd and resolved are configured with */
export const netcfgPlugin = definePlugin({
  name: "netcfg",
  description: "Static routes, policy routing, search domains and name servers",
  after: ["packagekit", "identity", "network"],
  schema: NetcfgSection,
  check: checkNetcfg,
  query: queryNetcfg,
  plan: planNetcfg,
  apply: applyNetcfg,
  checkpoint: checkpointNetcfg,
  rollback: rollbackNetcfg,
  resume: resumeNetcfg,
});
