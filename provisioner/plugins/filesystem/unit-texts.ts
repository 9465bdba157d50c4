import { optionsOf } from "./options.ts";
import type { Mount, Snapshots } from "./schema.ts";
import { devicePath } from "./source.ts";

/** First line of our files: who wrote them, and where to change them */
export const fileHeader =
  "# Written by groundstate from plugins.filesystem of /etc/groundstate/state.json; edits here are replaced.";

/** The text of a mount unit. Where it is missing at boot the rest of the machine comes up all the same */
export function mountText(path: string, mount: Mount): string {
  const own = optionsOf(mount);
  // systemd itself knows the network only by Type=, and would mount before there is one: systemd.mount(5)
  const options = takesNetwork(mount) && !own.includes("_netdev") ? [...own, "_netdev"] : own;
  return [
    fileHeader,
    "[Unit]",
    `Description=File system at ${path}`,
    "",
    "[Mount]",
    `What=${devicePath(mount.source ?? "")}`,
    `Where=${path}`,
    ...(mount.fstype === undefined ? [] : [`Type=${mount.fstype}`]),
    ...(options.length === 0 ? [] : [`Options=${options.join(",")}`]),
    "",
    "[Install]",
    `WantedBy=${mountTarget(mount)}`,
    "",
  ].join("\n");
}

/** The target that a mount belongs to; what takes the network waits for it */
export function mountTarget(mount: Mount): "local-fs.target" | "remote-fs.target" {
  return takesNetwork(mount) ? "remote-fs.target" : "local-fs.target";
}

function takesNetwork(mount: Mount): boolean {
  const { source = "", fstype = "" } = mount;
  if (optionsOf(mount).includes("_netdev")) return true;
  return /^(nfs|cifs|smb|ceph|glusterfs|(fuse\.)?sshfs)/.test(fstype) || /^([^/]+:\/|\/\/)/.test(source);
}

/** The text of the service that takes one snapshot and prunes the older ones */
export function snapshotServiceText(path: string, { name = "auto", retention }: Snapshots): string {
  const keep = retention === undefined ? "" : ` --keep ${retention}`;
  return [
    fileHeader,
    "[Unit]",
    `Description=Snapshot of ${path}`,
    `RequiresMountsFor=${path}`,
    "",
    "[Service]",
    "Type=oneshot",
    `ExecStart=/usr/bin/groundstate snapshot --name ${name}${keep} ${path}`,
    "Nice=19",
    "IOSchedulingClass=idle",
    "",
  ].join("\n");
}

/** The text of its timer; a time that was missed while the machine was off is made up for */
export function snapshotTimerText(path: string, schedule: string): string {
  return [
    fileHeader,
    "[Unit]",
    `Description=Snapshots of ${path}`,
    "",
    "[Timer]",
    `OnCalendar=${schedule}`,
    "Persistent=true",
    "",
    "[Install]",
    "WantedBy=timers.target",
    "",
  ].join("\n");
}

/** The value of a setting in the text of a unit */
export function settingIn(text: string, key: string): string | undefined {
  const start = `${key}=`;
  return text
    .split("\n")
    .find(line => line.startsWith(start))
    ?.slice(start.length);
}
