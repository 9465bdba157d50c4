import type { Host } from "../host/host.ts";

/**
 * Makes everything that was done durable before the ledger vouches for it: links, removals and what programs wrote
 * are not on the disk until the file system commits, up to 30 s later on btrfs
 */
export async function settle(host: Host): Promise<void> {
  await host.run("sync", ["--file-system", host.files.path("/")]);
}
