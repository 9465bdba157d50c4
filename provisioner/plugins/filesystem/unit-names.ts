import { unitFolder } from "../../host/units/unit-files.ts";

/** A path as systemd writes it in the name of a unit: systemd.unit(5), "String Escaping for Inclusion in Unit Names" */
export function escapePath(path: string): string {
  const inner = path.split("/").filter(Boolean).join("/");
  if (inner === "") return "-";
  return inner
    .replace(
      /[^A-Za-z0-9:_./]|^\./g,
      character => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
    )
    .replaceAll("/", "-");
}

/** The unit that mounts at a path */
export function mountUnit(mountpoint: string): string {
  return `${escapePath(mountpoint)}.mount`;
}

/** The units that take snapshots of a path, without their ending */
export function snapshotUnit(path: string): string {
  return `groundstate-snapshots-${escapePath(path)}`;
}

/** Where the administrator's units lie */
export function unitPath(unit: string): string {
  return `${unitFolder}/${unit}`;
}

/** The link by which a target starts a unit at boot */
export function wantsPath(target: string, unit: string): string {
  return `${unitFolder}/${target}.wants/${unit}`;
}
