import { getDiskInfoSync } from "node-disk-info";
import { formatSize } from "../../provisioner/state/size.ts";
import { type Check, machineProblem } from "./ground.ts";

/** The logs of an install that goes wrong must fit beside the live system */
const logSpaceKiB = 8 * 1024;

/** Unpacked and compressed again by btrfs, a layer takes at most about this many times its squashfs */
const growth = 3;

/** Room for a machine to live in after the install */
const reserve = 1024 ** 3;

/** Free space: for the logs on the live system, for Debian on the target */
export const checkSpace: Check = async ({ host, medium, settings, plan }) => {
  const problems = [];
  const logs = volumes().find(({ mounted }) => mounted === "/run");
  if (logs && logs.available < logSpaceKiB) {
    problems.push(
      machineProblem(
        `${logs.available} KiB free in /run`,
        `${logSpaceKiB} KiB for logs`,
        "reboot the live system",
      ),
    );
  }
  const layers = settings.base === "image" ? (medium?.layers ?? []) : [];
  let bytes = reserve;
  for (const layer of layers) bytes += ((await host.files.facts(layer))?.size ?? 0) * growth;
  const root = plan && rootBytes(plan);
  if (root !== undefined && root < bytes) {
    problems.push(
      machineProblem(
        `${formatSize(root)} for the root file system`,
        `at least ${formatSize(bytes)}`,
        "choose a larger disk, or make the partition larger",
        "/plugins/storage",
      ),
    );
  }
  return problems;
};

/** Mounted volumes that lie on a disk: they will be unmounted */
export function mountedVolumes(disk: string): string[] {
  return volumes()
    .filter(({ filesystem }) => filesystem.startsWith(disk))
    .map(({ filesystem, mounted }) => `${filesystem} on ${mounted}`);
}

function volumes(): ReturnType<typeof getDiskInfoSync> {
  try {
    return getDiskInfoSync();
  } catch {
    return []; // df fails when a mount point hangs; what is mounted is seen by the teardown as well
  }
}

function rootBytes({ layout, partitions }: NonNullable<Parameters<Check>[0]["plan"]>): number | undefined {
  const root = layout.mounts.find(({ mountpoint }) => mountpoint === "/");
  return partitions.find(({ number }) => number === root?.number)?.bytes;
}
