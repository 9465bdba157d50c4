import type { Host } from "../host/host.ts";

/** A btrfs subvolume, as btrfs itself tells of it */
export interface Subvolume {
  /** As seen from the top of the file system */
  path: string;
  /** Grows from each one made to the next, whatever the clock says */
  id: number;
  uuid: string | undefined;
  parentUuid: string | undefined;
}

/** What btrfs says of a subvolume; undefined when it is none */
export async function showSubvolume(host: Host, path: string): Promise<Subvolume | undefined> {
  const { stdout, exit } = await host.run("btrfs", ["subvolume", "show", host.files.path(path)], {
    allowedExits: [0, 1],
  });
  if (exit !== 0) return undefined;
  const value = (key: string): string | undefined =>
    new RegExp(`^\\s*${key}:\\s*(\\S+)$`, "m").exec(stdout)?.[1];
  return {
    path: stdout.split("\n")[0] ?? "",
    id: Number(value("Subvolume ID") ?? 0),
    uuid: value("UUID"),
    parentUuid: value("Parent UUID"),
  };
}
