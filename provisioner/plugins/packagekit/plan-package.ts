import { type Action, type Change, nothingToDo } from "../../contract/action.ts";
import type { InstalledPackage } from "./installed.ts";
import type { PackageOperation, Wanted } from "./operation.ts";
import type { Package } from "./schema.ts";
import { compareVersions } from "./version.ts";

/** All that is to happen to packages in this plan */
interface Together {
  missing: Wanted[];
  surplus: string[];
  unwanted: string[];
}

/** What is to happen to one package */
export function planPackage(
  found: InstalledPackage | undefined,
  name: string,
  wish: Package,
  together: Together,
): Action<PackageOperation> {
  const wanted = together.missing.find(other => other.name === name);
  if (wanted) return install(found, wanted, wish, together);
  if (found && wish.state === "absent") return remove(found, name, wish, together);
  if (found && wish.hold !== undefined && wish.hold !== found.held) return hold(name, wish.hold);
  return nothingToDo(`package/${name}`);
}

function install(
  found: InstalledPackage | undefined,
  wanted: Wanted,
  { hold }: Package,
  { missing, unwanted }: Together,
): Action<PackageOperation> {
  const { name, version } = wanted;
  const what = version === undefined ? name : `${name} ${version}`;
  const held = hold === true ? ", and hold it" : "";
  const refused = found && refusedChange(name, found, wanted, hold);
  return {
    ...actionOn(name, "compensable"),
    kind: found ? "modify" : "create",
    summary: found ? `install ${what} in place of ${found.version}${held}` : `install ${what}${held}`,
    changes: [
      { path: "version", from: found?.version ?? null, to: version ?? "any" },
      ...holdChange(found?.held ?? false, hold),
    ],
    ...(refused !== undefined && { refused }),
    operations: [
      { do: "install", package: wanted, together: missing, unwanted },
      ...(hold === true ? [{ do: "hold" as const, name, hold }] : []),
    ],
  };
}

function refusedChange(
  name: string,
  found: InstalledPackage,
  { version = found.version }: Wanted,
  hold: boolean | undefined,
): string | undefined {
  if (compareVersions(version, found.version) < 0)
    return `${version} is older than the installed ${found.version}, and packages are not put back; take the version out, or remove ${name} first with "state": "absent"`;
  return refusedByHold(name, found, hold);
}

/** A hold that the document does not speak of is somebody's decision */
function refusedByHold(
  name: string,
  { version, held }: InstalledPackage,
  hold: boolean | undefined,
): string | undefined {
  if (!held || hold !== undefined) return undefined;
  return `${name} is on hold at ${version}; write "hold": false to release it, or "hold": true to hold the new version`;
}

function remove(
  found: InstalledPackage,
  name: string,
  { hold }: Package,
  { surplus }: Together,
): Action<PackageOperation> {
  const refused = found.mark
    ? `Debian marks ${name} as ${found.mark}: the system does not work without it; take it out of the document`
    : refusedByHold(name, found, hold);
  return {
    ...actionOn(name, "compensable"),
    kind: "delete",
    summary: `remove ${name}`,
    changes: [{ path: "version", from: found.version, to: null }],
    ...(refused !== undefined && { refused }),
    operations: [{ do: "remove", name, together: surplus }],
  };
}

function hold(name: string, hold: boolean): Action<PackageOperation> {
  return {
    ...actionOn(name, "reversible"),
    kind: "modify",
    summary: hold ? `hold ${name} at its version` : `allow upgrades of ${name} again`,
    changes: holdChange(!hold, hold),
    operations: [{ do: "hold", name, hold }],
  };
}

function holdChange(from: boolean, to: boolean | undefined): Change[] {
  return to === undefined || to === from ? [] : [{ path: "hold", from, to }];
}

function actionOn(
  name: string,
  reach: Action["class"],
): Pick<Action, "resource" | "class" | "phase" | "files"> {
  return { resource: `package/${name}`, class: reach, phase: "configure", files: [] };
}
