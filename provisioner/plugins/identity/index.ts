import { definePlugin } from "../../contract/plugin.ts";
import { applyIdentity } from "./apply.ts";
import { captureIdentity } from "./capture.ts";
import { planIdentity } from "./plan.ts";
import { queryIdentity } from "./query.ts";
import { checkpointIdentity, rollbackIdentity } from "./restore.ts";
import { identitySchema } from "./schema.ts";
import { identitySection } from "./section.ts";

/** Names, time zone, language and keyboard: written by the installer, kept ever after */
export const identityPlugin = definePlugin({
  name: "identity",
  description: "Host name, domain, time zone, locale and keyboard layout, as bootstrap says them",
  after: ["packagekit"],
  schema: identitySchema,
  ownSection: false,
  section: identitySection,
  query: queryIdentity,
  plan: planIdentity,
  capture: captureIdentity,
  apply: applyIdentity,
  checkpoint: checkpointIdentity,
  rollback: rollbackIdentity,
});
