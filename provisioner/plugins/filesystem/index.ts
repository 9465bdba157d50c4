import { definePlugin } from "../../contract/plugin.ts";
import { applyFilesystem } from "./apply.ts";
import { checkFilesystem } from "./check.ts";
import { normaliseFilesystem } from "./normalise.ts";
import { planFilesystem } from "./plan.ts";
import { queryFilesystem } from "./query.ts";
import { checkpointFilesystem, resumeFilesystem, rollbackFilesystem } from "./restore.ts";
import { FilesystemSection } from "./schema.ts";

/** Mounts beside the installer's, btrfs subvolumes, and their snapshots by a timer */
export const filesystemPlugin = definePlugin({
  name: "filesystem",
  description: "Mounts, btrfs subvolumes, and snapshots on a schedule",
  after: ["storage", "packagekit"],
  schema: FilesystemSection,
  normalise: normaliseFilesystem,
  check: checkFilesystem,
  query: queryFilesystem,
  plan: planFilesystem,
  apply: applyFilesystem,
  checkpoint: checkpointFilesystem,
  rollback: rollbackFilesystem,
  resume: resumeFilesystem,
});
