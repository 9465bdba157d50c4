import { describeError } from "../../provisioner/host/failure.ts";
import type { Host } from "../../provisioner/host/host.ts";
import { isObject } from "../../provisioner/host/json.ts";
import { documentInFolder } from "./folder-source.ts";
import { documentNames, type Source, type SourceAnswer, sourceProblem } from "./source.ts";

/** The label that makes a volume ours to read */
const label = "GROUNDSTATE";

const mountPoint = "/run/groundstate/volume";

/** A volume labelled GROUNDSTATE with a document at its root; it is mounted read-only and only as long as it is read */
export function volumeSource(host: Host): Source {
  return { name: `volume ${label}`, look: () => lookOnVolumes(host) };
}

/** Paths of all volumes with our label in what lsblk --json prints */
export function labelledVolumes(lsblk: string): string[] {
  const parsed: unknown = JSON.parse(lsblk);
  return isObject(parsed) ? [...new Set(devices(parsed["blockdevices"]))] : [];
}

async function lookOnVolumes(host: Host): Promise<SourceAnswer> {
  // A stick that was plugged in a moment ago has no label before udev has read it.
  await host.run("udevadm", ["settle", "--timeout=20"], { allowedExits: [0, 1] });
  // Without the column NAME lsblk prints a flat list, and a disk no longer holds its partitions.
  const { stdout } = await host.run("lsblk", ["--json", "--output", "NAME,PATH,LABEL,FSTYPE"]);
  const [volume, ...others] = labelledVolumes(stdout);
  if (volume === undefined) return {};
  if (others.length > 0) {
    return sourceProblem(
      `${others.length + 1} volumes labelled ${label}: ${[volume, ...others].join(", ")}`,
      "one",
      "unplug all but one, then retry",
    );
  }
  return await readVolume(host, volume);
}

async function readVolume(host: Host, volume: string): Promise<SourceAnswer> {
  try {
    await host.files.makeDirectory(mountPoint, { mode: 0o700 });
    await host.run("mount", ["-o", "ro,nosuid,nodev,noexec", volume, mountPoint]);
  } catch (error) {
    return sourceProblem(
      `volume ${label} (${volume}), which cannot be mounted: ${describeError(error)}`,
      "a file system that this system can read: vfat, ext4, btrfs, iso9660",
      "make the volume anew or give it another label, then retry",
    );
  }
  try {
    const folder = { path: mountPoint, label: `volume ${label} (${volume})`, prefix: `${label}:/` };
    const answer = await documentInFolder(host.files, folder);
    return answer.found || answer.problem ? answer : noDocument(volume);
  } finally {
    await host.run("umount", [mountPoint]);
  }
}

/** Somebody meant this volume to speak; silence would send the install to another source */
function noDocument(volume: string): SourceAnswer {
  return sourceProblem(
    `volume ${label} (${volume}) without ${documentNames.join(", ")} at its root`,
    "one of these files",
    "put the document there, or give the volume another label, then retry",
  );
}

function devices(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  return list.filter(isObject).flatMap(device => {
    const { path, children } = device;
    // The kernel may read the boot sector of an unpartitioned FAT volume as a partition table.
    return typeof path === "string" && isOurs(device) ? [path] : devices(children);
  });
}

function isOurs(device: Record<string, unknown>): boolean {
  // Exactly so: the btrfs of a machine that Groundstate installed is called "groundstate".
  return device["label"] === label && typeof device["fstype"] === "string";
}
