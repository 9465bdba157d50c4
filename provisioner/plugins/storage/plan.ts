import type { Action } from "../../contract/action.ts";
import { nothingToDo } from "../../contract/action.ts";
import type { Json } from "../../host/json.ts";
import type { Layout } from "./layout.ts";
import type { CurrentStorage } from "./query.ts";
import { readLayout } from "./read-layout.ts";
import { type Difference, differencesOf, type Resource, resourcesOf } from "./resources.ts";
import type { StorageSection } from "./schema.ts";
import { isImplied } from "./section.ts";

/** Compares every partition, file system, subvolume and mount; what differs is refused or told, never changed */
export function planStorage(current: CurrentStorage, section: StorageSection): Action<never>[] {
  const { layout } = readLayout(section);
  const implied = isImplied(section);
  const onDisk = resourcesOf(implied ? withoutOptions(layout) : layout).map(resource => {
    const differences = differencesOf(resource, current);
    if (differences.length === 0) return nothingToDo(resource.key);
    return implied ? told(resource, differences) : refused(resource, differences);
  });
  return [
    ...onDisk,
    ...Object.keys(section.volumes ?? {})
      .sort()
      .map(withoutBackend),
  ];
}

/** A kind of resource that documents may name before there is anything that makes it */
function withoutBackend(name: string): Action<never> {
  return {
    ...nothingToDo(`volume/${name}`),
    kind: "create",
    summary: `logical volume ${name}`,
    class: "irreversible",
    refused:
      "there is no backend for LVM yet; make the volume by hand, take it out of plugins.storage, and mount it with plugins.filesystem",
  };
}

/** What a mount is, without how: further options, or others, are the administrator's own matter */
function withoutOptions(layout: Layout): Layout {
  return { ...layout, mounts: layout.mounts.map(mount => ({ ...mount, options: [] })) };
}

function told(resource: Resource, differences: readonly Difference[]): Action<never> {
  return {
    ...different(resource, differences),
    summary: `${resource.words} is not as the default layout has it`,
    advisory: `${inWords(differences)}; write under plugins.storage what the disk is, or change the disk by hand`,
  };
}

function refused(resource: Resource, differences: readonly Difference[]): Action<never> {
  return {
    ...different(resource, differences),
    summary: `${resource.words} is not as the document says`,
    refused: `${inWords(differences)}; the storage of a running machine is never changed: write under plugins.storage what the disk is, change the disk by hand, or install again`,
  };
}

function different({ key }: Resource, differences: readonly Difference[]): Omit<Action<never>, "summary"> {
  const missing = differences.some(({ path, found }) => path === "" && found === null);
  return {
    kind: missing ? "create" : "modify",
    resource: key,
    changes: differences.map(({ path, found, needed }) => ({ path, from: found, to: needed })),
    class: "irreversible",
    phase: "configure",
    files: [],
    operations: [],
  };
}

function inWords(differences: readonly Difference[]): string {
  return differences
    .map(({ path, found, needed }) => {
      if (path === "" && found === null) return `there is no ${valueInWords(needed)}`;
      return `${path} is ${valueInWords(found)}, not ${valueInWords(needed)}`;
    })
    .join(", ");
}

function valueInWords(value: Json): string {
  if (value === null) return "absent";
  if (Array.isArray(value)) return value.join(",");
  return typeof value === "string" ? value : JSON.stringify(value);
}
