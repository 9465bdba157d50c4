import type { Host } from "../../provisioner/host/host.ts";
import { isObject } from "../../provisioner/host/json.ts";
import { type BlockDevice, topmostFirst } from "./block-devices.ts";
import type { SpanningVolume } from "./disk.ts";

/** A volume and the devices that it is put together from */
interface Group {
  what: string;
  members: string[];
}

/** File systems and arrays whose members all carry the UUID of the whole */
const wholes: Record<string, string> = {
  linux_raid_member: "RAID array",
  btrfs: "btrfs",
  zfs_member: "ZFS pool",
  bcachefs: "bcachefs",
};

/** What lies on several disks, by disk: running or not, for erasing one of them ends the whole */
export async function spanningVolumes(
  host: Host,
  devices: readonly BlockDevice[],
): Promise<Map<string, SpanningVolume[]>> {
  const groups = [
    ...(await volumeGroups(host, devices)),
    ...(await withoutCopies(host, groupsByUuid(devices))),
    ...runningVolumes(devices),
  ];
  const found = new Map<string, SpanningVolume[]>();
  for (const { what, members } of groups.filter(group => group.members.length > 1)) {
    const disks = disksOf(devices, members);
    for (const disk of disks) {
      const others = disks.filter(other => other !== disk);
      if (others.length > 0) found.set(disk, [...(found.get(disk) ?? []), { what, with: others }]);
    }
  }
  return found;
}

/** Reads what pvs --reportformat json prints */
export function parseVolumeGroups(text: string): Group[] {
  const parsed: unknown = text.trim() === "" ? {} : JSON.parse(text);
  const [report] = isObject(parsed) && Array.isArray(parsed["report"]) ? parsed["report"] : [];
  const rows = isObject(report) && Array.isArray(report["pv"]) ? report["pv"].filter(isObject) : [];
  return grouped(
    rows
      .map(row => ({
        key: String(row["vg_uuid"]),
        what: `volume group ${row["vg_name"]}`,
        member: String(row["pv_name"]),
      }))
      .filter(({ key }) => key !== ""), // a volume of no group
  );
}

/** Only LVM itself knows which volumes are of one group; it is asked when there can be such a group at all */
async function volumeGroups(host: Host, devices: readonly BlockDevice[]): Promise<Group[]> {
  const volumes = every(devices).filter(({ fstype }) => fstype === "LVM2_member");
  if (volumes.length < 2) return [];
  const args = ["--reportformat", "json", "--options", "pv_name,vg_name,vg_uuid"];
  // exit 5: a group with a disk missing; the rest of the answer is good
  const { stdout } = await host.run("pvs", args, { allowedExits: [0, 5] });
  return parseVolumeGroups(stdout);
}

function groupsByUuid(devices: readonly BlockDevice[]): Group[] {
  return grouped(
    every(devices).flatMap(({ path, fstype = "", uuid, label }) => {
      const kind = wholes[fstype];
      if (kind === undefined || uuid === undefined) return [];
      return [{ key: fstype + uuid, what: `${kind} ${label ? `"${label}"` : uuid}`, member: path }];
    }),
  );
}

/** A disk copied byte by byte carries the same UUID but is no member: members have each a UUID of their own as well */
async function withoutCopies(host: Host, groups: readonly Group[]): Promise<Group[]> {
  const kept: Group[] = [];
  for (const group of groups.filter(({ members }) => members.length > 1)) {
    const own = await Promise.all(group.members.map(path => memberUuid(host, path)));
    if (own.includes("") || new Set(own).size > 1) kept.push(group);
  }
  return kept;
}

async function memberUuid(host: Host, path: string): Promise<string> {
  const args = ["--probe", "--output", "value", "--match-tag", "UUID_SUB", path];
  return (await host.run("blkid", args, { allowedExits: [0, 2, 8] })).stdout.trim();
}

/** What runs on several disks and is of no kind above: multipath, the RAID of a mainboard */
function runningVolumes(devices: readonly BlockDevice[]): Group[] {
  const isPlain = ({ type }: BlockDevice): boolean => type === "disk" || type === "part";
  const known = (fstype = ""): boolean => fstype === "LVM2_member" || wholes[fstype] !== undefined;
  return grouped(
    every(devices)
      .filter(device => isPlain(device) && !known(device.fstype))
      .flatMap(({ path, children }) =>
        children
          .filter(child => !isPlain(child))
          .map(child => ({ key: child.path, what: `${child.type} ${child.path}`, member: path })),
      ),
  );
}

function grouped(rows: readonly { key: string; what: string; member: string }[]): Group[] {
  const groups = new Map<string, Group>();
  for (const { key, what, member } of rows) {
    const group = groups.get(key) ?? { what, members: [] };
    if (!group.members.includes(member)) group.members.push(member);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function disksOf(devices: readonly BlockDevice[], members: readonly string[]): string[] {
  const holds = (disk: BlockDevice): boolean => topmostFirst(disk).some(({ path }) => members.includes(path));
  return devices.filter(holds).map(({ path }) => path);
}

/** Each device once, however many others it lies on */
function every(devices: readonly BlockDevice[]): BlockDevice[] {
  return [...new Map(devices.flatMap(topmostFirst).map(device => [device.path, device])).values()];
}
