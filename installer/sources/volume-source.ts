import { describeError } from "../../provisioner/host/failure.ts";
import type { Host } from "../../provisioner/host/host.ts";
import { isObject } from "../../provisioner/host/json.ts";
import { documentInFolder } from "./folder-source.ts";
import { documentNames, type Source, type SourceAnswer, sourceProblem } from "./source.ts";

/** The label that makes a volume ours to read */
const label = "GROUNDSTATE";

const mountPoint = "/run/groundstate/volume";

/** A volume that the label makes ours to read */
interface Volume {
  path: string;
  fstype: string;
  /** Its owner, or its switch, lets nobody write to it */
  readOnly: boolean;
  /** Where somebody has mounted it, in the rescue shell for instance */
  mountedAt: string[];
}

/** A read-only mount still replays a journal, and that writes; with these options it does not */
const withoutReplay: Record<string, string> = {
  ext3: "noload",
  ext4: "noload",
  xfs: "norecovery",
  btrfs: "rescue=nologreplay",
};

/** A volume labelled GROUNDSTATE with a document at its root; it is mounted only as long as it is read, and never written to */
export function volumeSource(host: Host): Source {
  return { name: `volume ${label}`, look: () => lookOnVolumes(host) };
}

/** All volumes with our label in what lsblk --json prints, each once */
export function labelledVolumes(lsblk: string): Volume[] {
  const parsed: unknown = JSON.parse(lsblk);
  const found = isObject(parsed) ? volumesIn(parsed["blockdevices"]) : [];
  return [...new Map(found.map(volume => [volume.path, volume])).values()];
}

async function lookOnVolumes(host: Host): Promise<SourceAnswer> {
  // A stick that was plugged in a moment ago has no label before udev has read it.
  await host.run("udevadm", ["settle", "--timeout=20"], { allowedExits: [0, 1] });
  // Without the column NAME lsblk prints a flat list, and a disk no longer holds its partitions.
  const { stdout } = await host.run("lsblk", ["--json", "--output", "NAME,PATH,LABEL,FSTYPE,RO,MOUNTPOINTS"]);
  const [volume, ...others] = labelledVolumes(stdout);
  if (volume === undefined) return {};
  if (others.length > 0) {
    return sourceProblem(
      `${others.length + 1} volumes labelled ${label}: ${[volume, ...others].map(({ path }) => path).join(", ")}`,
      "one",
      "unplug all but one, then retry",
    );
  }
  return await readVolume(host, volume);
}

async function readVolume(host: Host, volume: Volume): Promise<SourceAnswer> {
  const name = `volume ${label} (${volume.path})`;
  if (volume.mountedAt.length > 0) {
    return sourceProblem(
      `${name} in use at ${volume.mountedAt.join(", ")}`,
      "a volume that nothing else has mounted",
      `umount ${volume.path}, then retry`,
    );
  }
  try {
    await mountUnchanged(host, volume);
  } catch (error) {
    return sourceProblem(
      `${name}, which cannot be mounted: ${describeError(error)}`,
      "a file system that this system can read: vfat, ext4, btrfs, iso9660",
      "make the volume anew or give it another label, then retry",
    );
  }
  try {
    const folder = { path: mountPoint, label: name, prefix: `${label}:/` };
    const answer = await documentInFolder(host.files, folder);
    return answer.found || answer.problem ? answer : noDocument(name);
  } finally {
    await host.run("umount", [mountPoint]).finally(() => allowWrites(host, volume));
  }
}

/** Some file systems write when they are mounted, ext4 to end its orphans even with noload: the kernel lets none through */
async function mountUnchanged(host: Host, volume: Volume): Promise<void> {
  const option = withoutReplay[volume.fstype];
  const options = ["ro", "nosuid", "nodev", "noexec", ...(option ? [option] : [])];
  await host.files.makeDirectory(mountPoint, { mode: 0o700 });
  if (option && !volume.readOnly) await host.run("blockdev", ["--setro", volume.path]);
  try {
    await host.run("mount", ["-o", options.join(","), volume.path, mountPoint]);
  } catch (error) {
    await allowWrites(host, volume);
    throw error;
  }
}

/** The volume is its owner's again, in the rescue shell for instance */
async function allowWrites(host: Host, { path, fstype, readOnly }: Volume): Promise<void> {
  if (withoutReplay[fstype] && !readOnly) await host.run("blockdev", ["--setrw", path]);
}

/** Somebody meant this volume to speak; silence would send the install to another source */
function noDocument(name: string): SourceAnswer {
  return sourceProblem(
    `${name} without ${documentNames.join(", ")} at its root`,
    "one of these files",
    "put the document there, or give the volume another label, then retry",
  );
}

function volumesIn(list: unknown): Volume[] {
  if (!Array.isArray(list)) return [];
  return list.filter(isObject).flatMap(({ path, label: itsLabel, fstype, ro, mountpoints, children }) => {
    // Exactly so: the btrfs of a machine that Groundstate installed is called "groundstate".
    const isOurs = itsLabel === label && typeof fstype === "string" && typeof path === "string";
    // The kernel may read the boot sector of an unpartitioned FAT volume as a partition table.
    if (!isOurs) return volumesIn(children);
    const places = Array.isArray(mountpoints) ? mountpoints : [];
    const mountedAt = places.filter(place => typeof place === "string");
    return [{ path, fstype, readOnly: ro === true, mountedAt }];
  });
}
