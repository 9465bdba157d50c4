import { Check } from "@sinclair/typebox/value";
import type { Json } from "../../host/json.ts";
import type { StateDocument } from "../../state/document.ts";
import { type StorageSection, storageSchema } from "./schema.ts";

/** The storage section of a checked document; undefined when it has none, which stands for the default layout */
export function storageSection(document: StateDocument): StorageSection | undefined {
  const section = document.plugins["storage"];
  return Check(storageSchema, section) ? section : undefined;
}

/**
 * What a document says of an installed disk: its section; one without a word, which implies the default layout, when
 * it only chooses the disk; nothing when it does neither
 */
export function keptStorage({ bootstrap, plugins }: StateDocument): Json | undefined {
  const withoutWord = {};
  return plugins["storage"] ?? (bootstrap?.device === undefined ? undefined : withoutWord);
}

/** Whether a section says nothing of the disk: nobody wrote the default layout down, so nobody insists on it */
export function isImplied(section: StorageSection): boolean {
  const { volumes: _elsewhere, ...disk } = section;
  return Object.keys(disk).length === 0;
}
