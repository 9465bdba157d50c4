import type { Host } from "../../host/host.ts";
import { isObject } from "../../host/json.ts";
import { rootfsPath, snapshotsDirectory } from "./paths.ts";

/** How btrfs counts what its subvolumes hold */
export interface QuotaFacts {
  enabled: boolean;
  /**
   * The running kernel can count without following every extent back, which costs next to nothing, and no kernel that
   * this machine may boot is too old to mount what counts: in a chroot the running one is that of the medium
   */
  canCount: boolean;
}

/** Whether the file system of the containers counts */
export async function readQuota(host: Host): Promise<QuotaFacts> {
  return {
    enabled: (await showGroup(host, snapshotsDirectory)) !== undefined,
    canCount:
      (await host.files.facts("/sys/fs/btrfs/features/simple_quota")) !== undefined &&
      (await host.files.list("/lib/modules")).every(mountsCountingBtrfs),
  };
}

/** Pure: whether a kernel, by its release ("6.12.57+deb13-amd64"), mounts a btrfs that counts: since Linux 6.7 */
export function mountsCountingBtrfs(release: string): boolean {
  const [, major = 0, minor = 0] = (/^(\d+)\.(\d+)/.exec(release) ?? []).map(Number);
  return major > 6 || (major === 6 && minor >= 7);
}

/** Most bytes that a container may write; undefined when there is no limit */
export async function readLimit(host: Host, name: string): Promise<number | undefined> {
  const limit = (await showGroup(host, rootfsPath(name)))?.["max_referenced"];
  return typeof limit === "number" ? limit : undefined;
}

/** Sets that limit, or takes it away */
export async function writeLimit(host: Host, name: string, bytes: number | undefined): Promise<void> {
  const path = host.files.path(rootfsPath(name));
  await host.run("btrfs", ["qgroup", "limit", bytes === undefined ? "none" : String(bytes), path]);
}

/** Lets btrfs count. Kernels before 6.7 no longer mount the file system then, not even once it is turned off */
export async function enableQuota(host: Host): Promise<void> {
  await host.run("btrfs", ["quota", "enable", "--simple", host.files.path(snapshotsDirectory)]);
}

/** Lets btrfs forget what it counted, if it did */
export async function disableQuota(host: Host): Promise<void> {
  if (!(await readQuota(host)).enabled) return;
  await host.run("btrfs", ["quota", "disable", host.files.path(snapshotsDirectory)]);
}

/** What btrfs counted for the subvolume that a path lies in; undefined when it does not count */
async function showGroup(host: Host, path: string): Promise<Record<string, unknown> | undefined> {
  const words = ["--format", "json", "qgroup", "show", "-r", "--raw", "-f", host.files.path(path)];
  const { exit, stdout } = await host.run("btrfs", words, { allowedExits: [0, 1] });
  if (exit !== 0) return undefined;
  const shown: unknown = JSON.parse(stdout);
  const groups = isObject(shown) ? shown["qgroup-show"] : undefined;
  return Array.isArray(groups) ? (groups.find(isObject) ?? {}) : {};
}
