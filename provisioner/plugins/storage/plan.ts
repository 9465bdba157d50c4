import type { Action } from "../../contract/action.ts";
import { nothingToDo } from "../../contract/action.ts";
import type { Json } from "../../host/json.ts";
import type { CurrentStorage } from "./query.ts";
import { readLayout } from "./read-layout.ts";
import { type Difference, differencesOf, type Resource, resourcesOf } from "./resources.ts";
import type { StorageSection } from "./schema.ts";

/** Compares every partition, file system, subvolume and mount; what differs is refused, never changed */
export function planStorage(current: CurrentStorage, section: StorageSection): Action<never>[] {
  const { layout } = readLayout(section);
  return resourcesOf(layout).map(resource => {
    const differences = differencesOf(resource, current);
    return differences.length === 0 ? nothingToDo(resource.key) : refused(resource, differences);
  });
}

function refused(resource: Resource, differences: readonly Difference[]): Action<never> {
  const missing = differences.some(({ path, found }) => path === "" && found === null);
  const said = differences.map(inWords);
  return {
    kind: missing ? "create" : "modify",
    resource: resource.key,
    summary: `${resource.words} is not as the document says`,
    changes: differences.map(({ path, found, needed }) => ({ path, from: found, to: needed })),
    class: "irreversible",
    phase: "configure",
    refused: `${said.join(", ")}; the storage of a running machine is never changed: write under plugins.storage what the disk is, change the disk by hand, or install again`,
    files: [],
    operations: [],
  };
}

function inWords({ path, found, needed }: Difference): string {
  if (path === "" && found === null) return `there is no ${valueInWords(needed)}`;
  return `${path} is ${valueInWords(found)}, not ${valueInWords(needed)}`;
}

function valueInWords(value: Json): string {
  if (value === null) return "absent";
  if (Array.isArray(value)) return value.join(",");
  return typeof value === "string" ? value : JSON.stringify(value);
}
