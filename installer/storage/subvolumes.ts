import type { Host } from "../../provisioner/host/host.ts";
import type { MadeFileSystem } from "./filesystems.ts";
import type { TargetPlan } from "./target-plan.ts";
import { together } from "./together.ts";
import { unmount } from "./unmount.ts";

const topLevel = "/run/groundstate/top-level";

/** Makes the subvolumes of every btrfs; one that is there already stays */
export async function createSubvolumes(
  host: Host,
  plan: TargetPlan,
  made: readonly MadeFileSystem[],
): Promise<void> {
  for (const { number, filesystem } of plan.partitions) {
    const device = made.find(candidate => candidate.number === number);
    if (!device || !filesystem || filesystem.subvolumes.length === 0) continue;
    await withTopLevel(host, device.path, async () => {
      await together(filesystem.subvolumes.map(name => createSubvolume(host, `${topLevel}/${name}`)));
    });
  }
}

async function createSubvolume(host: Host, path: string): Promise<void> {
  if (await host.files.facts(path)) return;
  await host.run("btrfs", ["subvolume", "create", host.files.path(path)]);
}

async function withTopLevel(host: Host, device: string, work: () => Promise<void>): Promise<void> {
  await host.files.makeDirectory(topLevel);
  const place = host.files.path(topLevel);
  await host.run("mount", ["--types", "btrfs", "--options", "subvolid=5", device, place]);
  try {
    await work();
  } finally {
    await unmount(host, place);
  }
}
