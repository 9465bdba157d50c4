import { definePlugin } from "../../contract/plugin.ts";
import { applyLxc } from "./apply.ts";
import { checkLxc } from "./check.ts";
import { normaliseLxc } from "./normalise.ts";
import { planLxc } from "./plan.ts";
import { queryLxc } from "./query.ts";
import { checkpointLxc, resumeLxc, rollbackLxc } from "./restore.ts";
import { LxcSection } from "./schema.ts";

/** LXC containers, made of the base image */
export const lxcPlugin = definePlugin({
  name: "lxc",
  description: "LXC containers from the base image, as btrfs snapshots",
  after: ["packagekit", "network", "firewall"],
  schema: LxcSection,
  normalise: normaliseLxc,
  check: checkLxc,
  query: queryLxc,
  plan: planLxc,
  apply: applyLxc,
  checkpoint: checkpointLxc,
  rollback: rollbackLxc,
  resume: resumeLxc,
});
