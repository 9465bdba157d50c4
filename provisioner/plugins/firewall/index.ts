import { definePlugin } from "../../contract/plugin.ts";
import { applyFirewall } from "./apply.ts";
import { checkFirewall } from "./check.ts";
import { planFirewall } from "./plan.ts";
import { queryFirewall } from "./query.ts";
import { checkpointFirewall, rollbackFirewall } from "./restore.ts";
import { FirewallSection } from "./schema.ts";

/** Packet filter: our own nftables table, loaded at boot */
export const firewallPlugin = definePlugin({
  name: "firewall",
  description: "Packet filter rules in an nftables table of their own",
  after: ["packagekit", "network"],
  schema: FirewallSection,
  check: checkFirewall,
  query: queryFirewall,
  plan: planFirewall,
  apply: applyFirewall,
  checkpoint: checkpointFirewall,
  rollback: rollbackFirewall,
});
