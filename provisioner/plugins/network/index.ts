import { definePlugin } from "../../contract/plugin.ts";
import { applyNetwork } from "./apply.ts";
import { checkNetwork } from "./check.ts";
import { normaliseNetwork } from "./normalise.ts";
import { planNetwork } from "./plan.ts";
import { queryNetwork } from "./query.ts";
import { checkpointNetwork, rollbackNetwork } from "./restore.ts";
import { NetworkSection } from "./schema.ts";

/** Network interfaces, by systemd-networkd */
export const networkPlugin = definePlugin({
  name: "network",
  description: "Ethernet, bridges, bonds, VLANs, veth pairs and dummies, by systemd-networkd",
  after: ["packagekit", "systemd"],
  schema: NetworkSection,
  normalise: normaliseNetwork,
  check: checkNetwork,
  query: queryNetwork,
  plan: planNetwork,
  apply: applyNetwork,
  checkpoint: checkpointNetwork,
  rollback: rollbackNetwork,
});
