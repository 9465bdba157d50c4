import { joinPointer } from "../../state/pointer.ts";
import type { Problem } from "../../state/problem.ts";
import { optionsOf } from "./options.ts";
import type { FilesystemSection } from "./schema.ts";

type Finding = Pick<Problem, "pointer" | "found" | "needs" | "fix" | "severity">;

/** What a schema cannot say: mount points that are somebody else's, options with a place of their own, endless snapshots */
export function checkFilesystem(section: FilesystemSection): Problem[] {
  const findings = [...checkMounts(section), ...checkSubvolumes(section), ...checkSnapshots(section)];
  return findings.map(finding => ({ stage: "plan", ...finding }));
}

/** Here and below the kernel or systemd mounts, nothing runs before it is mounted, or our own state lies */
const taken = [
  ...["/proc", "/sys", "/dev", "/run", "/etc", "/usr", "/bin", "/sbin", "/lib", "/lib64", "/boot"],
  ...["/.snapshots", "/var/lib/groundstate"],
];
/** Just here: a mount would hide what programs work with, our state among it, and what is mounted below it would need it */
const takenAlone = ["/", "/var", "/var/lib", "/var/log"];

function checkMounts({ mounts = {} }: FilesystemSection): Finding[] {
  return Object.entries(mounts).flatMap(([path, mount]) => {
    const pointer = joinPointer("", "mounts", path);
    const findings: Finding[] = [];
    const isTaken =
      takenAlone.includes(path) || taken.some(other => path === other || path.startsWith(`${other}/`));
    if (isTaken || hasDots(path))
      findings.push({
        pointer,
        found: `the mount point ${path}`,
        needs: "a plain path to a folder that the system does not need by itself",
        fix: "mount it elsewhere, below /srv for instance",
      });
    if (mount.source === undefined && mount.state !== "absent")
      findings.push({
        pointer,
        found: "a mount without a source",
        needs: "what is to be mounted",
        fix: 'add "source": "UUID=…"; lsblk --fs lists what there is',
      });
    if (optionsOf(mount).some(option => option === "noauto" || option.startsWith("x-systemd.")))
      findings.push({
        pointer: `${pointer}/options`,
        found: "an option that only /etc/fstab knows",
        needs: "options of mount(8)",
        fix: 'take it out; "state": "unmounted" is what noauto means',
      });
    return findings;
  });
}

function checkSubvolumes({ subvolumes = {} }: FilesystemSection): Finding[] {
  return Object.entries(subvolumes).flatMap(([key, { device }]) => {
    const pointer = joinPointer("", "subvolumes", key);
    const findings: Finding[] = [];
    if (hasDots(key))
      findings.push({
        pointer,
        found: `the path ${key}`,
        needs: "a path without . and ..",
        fix: "write the plain path",
      });
    if (device !== undefined && key.startsWith("/"))
      findings.push({
        pointer: `${pointer}/device`,
        found: "a device for a path",
        needs: "a device only with a name such as @data: a path lies where it lies",
        fix: "take device out",
      });
    return findings;
  });
}

function checkSnapshots({ snapshots = {} }: FilesystemSection): Finding[] {
  return Object.entries(snapshots).flatMap(([path, { schedule, retention, name, state }]) => {
    const pointer = joinPointer("", "snapshots", path);
    const findings: Finding[] = [];
    if (path === "/" && name?.startsWith("before-"))
      findings.push({
        pointer: `${pointer}/name`,
        found: `${name}, which is how the snapshots before each apply are called`,
        needs: "another name",
        fix: 'write "daily", for instance',
      });
    if (schedule !== undefined && retention === undefined && state !== "absent")
      findings.push({
        pointer,
        severity: "warning",
        found: "snapshots that nobody takes away again",
        needs: "how many are to be kept, before they fill the file system",
        fix: "add retention",
      });
    return findings;
  });
}

function hasDots(path: string): boolean {
  return path.split("/").some(name => name === "." || name === "..");
}
