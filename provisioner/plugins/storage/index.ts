import { definePlugin } from "../../contract/plugin.ts";
import { applyStorage } from "./apply.ts";
import { checkStorage } from "./check.ts";
import { normaliseStorage } from "./normalise.ts";
import { planStorage } from "./plan.ts";
import { queryStorage } from "./query.ts";
import { storageSchema } from "./schema.ts";
import { keptStorage } from "./section.ts";

/** Partitions, file systems, subvolumes and mounts: made by the installer, only verified ever after */
export const storagePlugin = definePlugin({
  name: "storage",
  description: "Partitions, file systems, btrfs subvolumes and mounts (verified, never changed)",
  after: [],
  schema: storageSchema,
  section: keptStorage,
  normalise: normaliseStorage,
  check: checkStorage,
  query: queryStorage,
  plan: planStorage,
  apply: applyStorage,
});
