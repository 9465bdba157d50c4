import { dirname, resolve } from "node:path";
import type { Host } from "../../host/host.ts";
import { isObject } from "../../host/json.ts";

/** A mounted file system as findmnt shows it */
export interface FoundMount {
  mountpoint: string;
  /** As it was named when it was mounted, without the subvolume */
  source: string;
  /** Where that leads to in the end: /dev/dm-0 for /dev/vg0/data */
  device: string;
  type: string;
  /** Folder of the file system that is mounted: "/@data" */
  root: string;
  options: string[];
  uuid: string;
  label: string;
  partuuid: string;
  partlabel: string;
}

const columns = "TARGET,SOURCE,FSTYPE,FSROOT,OPTIONS,UUID,LABEL,PARTUUID,PARTLABEL";

/** Everything that is mounted, in the order of mounting; what lies on top comes last */
export async function findMounts(host: Host): Promise<FoundMount[]> {
  const { stdout } = await host.run("findmnt", ["--json", "--list", "--output", columns]);
  const shown: unknown = JSON.parse(stdout);
  const list = isObject(shown) && Array.isArray(shown["filesystems"]) ? shown["filesystems"] : [];
  return Promise.all(
    list.filter(isObject).map(async entry => {
      const text = (key: string): string => String(entry[key] ?? "");
      const source = text("source").replace(/\[.*\]$/, "");
      return {
        mountpoint: text("target"),
        source,
        device: (await endOfLinks(host, source)) ?? source,
        type: text("fstype"),
        root: text("fsroot"),
        options: text("options").split(","),
        uuid: text("uuid"),
        label: text("label"),
        partuuid: text("partuuid"),
        partlabel: text("partlabel"),
      };
    }),
  );
}

/** What is mounted at a path, on top */
export function mountAt(mounts: readonly FoundMount[], mountpoint: string): FoundMount | undefined {
  return mounts.findLast(mount => mount.mountpoint === mountpoint);
}

/** The mount that a path lies in */
export function mountAround(mounts: readonly FoundMount[], path: string): FoundMount | undefined {
  const around = mounts.filter(({ mountpoint }) =>
    `${path}/`.startsWith(`${mountpoint.replace(/\/$/, "")}/`),
  );
  return around.reduce<FoundMount | undefined>(
    (best, mount) => (best && best.mountpoint.length > mount.mountpoint.length ? best : mount),
    undefined,
  );
}

/** Where a device's links lead to; undefined when there is nothing */
export async function endOfLinks(host: Host, path: string): Promise<string | undefined> {
  if (!path.startsWith("/dev/")) return undefined;
  const target = await host.files.readLink(path).catch(() => undefined); // it is no link
  if (target !== undefined) return endOfLinks(host, resolve(dirname(path), target));
  return (await host.files.facts(path)) ? path : undefined;
}
