import { definePlugin } from "../../contract/plugin.ts";
import { applyPackages } from "./apply.ts";
import { capturePackages } from "./capture.ts";
import { checkPackages } from "./check.ts";
import { checkpointPackages } from "./checkpoint.ts";
import { normalisePackages } from "./normalise.ts";
import { planPackages } from "./plan.ts";
import { queryPackages } from "./query.ts";
import { rollbackPackages } from "./restore.ts";
import { PackagesSection } from "./schema.ts";

/** Debian packages, through PackageKit; through apt-get where there is none */
export const packagekitPlugin = definePlugin({
  name: "packagekit",
  description: "Debian packages and where they come from, through PackageKit",
  after: ["storage"],
  schema: PackagesSection,
  normalise: normalisePackages,
  check: checkPackages,
  query: queryPackages,
  plan: planPackages,
  capture: capturePackages,
  apply: applyPackages,
  checkpoint: checkpointPackages,
  rollback: rollbackPackages,
});
