import type { Problem } from "../../state/problem.ts";
import { completeMounts } from "./complete-mounts.ts";
import type { Layout, MountLayout } from "./layout.ts";
import type { LayoutDraft } from "./layout-draft.ts";
import { settleOptions } from "./mount-options.ts";
import { readFileSystems } from "./read-filesystems.ts";
import { readMounts } from "./read-mounts.ts";
import { readPartitions } from "./read-partitions.ts";
import type { StorageSection } from "./schema.ts";

/** Reads a storage section, or the default layout when there is none; finds every problem, not just the first */
export function readLayout(section: StorageSection | undefined): { layout: Layout; problems: Problem[] } {
  const draft: LayoutDraft = { section: section ?? {}, disks: [], mounts: [], additions: [], problems: [] };
  readPartitions(draft);
  readFileSystems(draft);
  readMounts(draft);
  completeMounts(draft);
  draft.mounts.sort(parentsFirst);
  settleOptions(draft);
  const additions = section ? draft.additions : []; // with no section there is nothing to add to
  return { layout: { disks: draft.disks, mounts: draft.mounts, additions }, problems: draft.problems };
}

function parentsFirst(a: MountLayout, b: MountLayout): number {
  return depth(a.mountpoint) - depth(b.mountpoint) || (a.mountpoint < b.mountpoint ? -1 : 1);
}

function depth(mountpoint: string): number {
  return mountpoint.split("/").filter(Boolean).length;
}
