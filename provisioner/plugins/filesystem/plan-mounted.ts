import { type Action, nothingToDo } from "../../contract/action.ts";
import type { Stage } from "../../host/host.ts";
import type { FstabLine } from "../fstab.ts";
import { type FoundMount, mountAt } from "./find-mounts.ts";
import type { FilesystemOperation, MountWords } from "./operation.ts";
import { changeable, optionsOf, subvolumeIn } from "./options.ts";
import type { FilesystemFacts } from "./query.ts";
import { isOfType } from "./same-type.ts";
import type { Mount } from "./schema.ts";
import { comesFrom, devicePath, isDevice, isFolder, isFolderAt } from "./source.ts";

interface MountContext {
  stage: Stage;
  /** Its unit is written anew */
  changed: boolean;
  /** There is a unit of ours for it already */
  isOurs: boolean;
}

/** Whether it is mounted now */
export function planMounted(
  facts: FilesystemFacts,
  path: string,
  mount: Mount,
  context: MountContext,
): Action<FilesystemOperation> {
  const resource = `mounted${path}`;
  const found = mountAt(facts.mounts, path);
  const isWanted = (mount.state ?? "mounted") === "mounted";
  if (context.stage === "install" || !found)
    return isWanted ? toMount(resource, facts, path, mount, context.stage) : nothingToDo(resource);
  const matches = isAsWanted(facts, found, mount);
  if (!context.isOurs && !matches) {
    return {
      ...live(resource, `mount ${mount.source} at ${path}`, [], []),
      refused: `${found.source} is mounted at ${path} already, and not by Groundstate; unmount it, or leave it out of the document`,
    };
  }
  if (!isWanted) {
    return live(
      resource,
      `unmount ${path}`,
      [{ path: "mounted", from: true, to: false }],
      [{ do: "unmount", path }],
    );
  }
  if (!matches) {
    const wanted = toMount(resource, facts, path, mount, context.stage);
    return {
      ...wanted,
      summary: `unmount ${path}, then ${wanted.summary}`,
      operations: [{ do: "unmount", path }, ...wanted.operations],
    };
  }
  if (!context.changed || !context.isOurs) return nothingToDo(resource);
  const options = changeable(optionsOf(mount));
  return live(
    resource,
    `mount ${path} again with the options ${options.join(",") || "that are usual"}`,
    [{ path: "options", from: found.options, to: options }],
    [{ do: "remount", path, options }],
  );
}

/** A line of fstab is somebody else's: it does if it says the same */
export function planFstabMount(
  facts: FilesystemFacts,
  path: string,
  mount: Mount,
  line: FstabLine,
): Action<FilesystemOperation> {
  const resource = `mount${path}`;
  const found = mountAt(facts.mounts, path);
  const missing = optionsOf(mount).filter(option => !hasOption(line.options, option));
  const isSame = found !== undefined && isAsWanted(facts, found, mount) && missing.length === 0;
  if ((mount.state ?? "mounted") === "mounted" && isSame) return nothingToDo(resource);
  return {
    ...live(resource, `mount ${mount.source ?? path} at ${path}`, [], []),
    refused: `/etc/fstab has a line for ${path} that says otherwise (${line.device}, ${line.options.join(",")}); take that line out, or the mount out of the document`,
  };
}

function hasOption(options: readonly string[], wanted: string): boolean {
  return (
    options.includes(wanted) ||
    (wanted.startsWith("subvol=") && subvolumeIn(options) === subvolumeIn([wanted]))
  );
}

function isAsWanted(facts: FilesystemFacts, found: FoundMount, mount: Mount): boolean {
  const { source = "" } = mount;
  const root = subvolumeIn(optionsOf(mount));
  return (
    (isFolder(source)
      ? isFolderAt(found, facts.folders[source])
      : comesFrom(found, source, facts.devices[source])) &&
    isOfType(found.type, mount) &&
    (root === undefined || found.root === root)
  );
}

function toMount(
  resource: string,
  facts: FilesystemFacts,
  path: string,
  mount: Mount,
  stage: Stage,
): Action<FilesystemOperation> {
  const { source = "", fstype } = mount;
  const words: MountWords = {
    path,
    source: devicePath(source),
    ...(fstype !== undefined && { type: fstype }),
    options: optionsOf(mount),
  };
  const hides = facts.filled.includes(path) && !mountAt(facts.mounts, path);
  // what the installed machine will have by its first boot nobody knows in the chroot
  const missing = stage === "live" && isDevice(source) && facts.devices[source] === undefined;
  return {
    ...live(
      resource,
      `mount ${source} at ${path}${hides ? ", which hides what lies in that folder" : ""}`,
      [{ path: "mounted", to: source }],
      [{ do: "mount", mount: words }],
    ),
    ...(missing && {
      refused: `there is no ${source} on this machine; lsblk --fs lists what there is, with UUID and label`,
    }),
  };
}

function live(
  resource: string,
  summary: string,
  changes: Action["changes"],
  operations: FilesystemOperation[],
): Action<FilesystemOperation> {
  return {
    kind: "modify",
    resource,
    summary,
    changes,
    class: "reversible",
    phase: "configure",
    needsLive: true,
    files: [],
    operations,
  };
}
