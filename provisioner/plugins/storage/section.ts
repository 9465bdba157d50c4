import { Check } from "@sinclair/typebox/value";
import type { StateDocument } from "../../state/document.ts";
import { type StorageSection, storageSchema } from "./schema.ts";

/** The storage section of a checked document; undefined when it has none, which stands for the default layout */
export function storageSection(document: StateDocument): StorageSection | undefined {
  const section = document.plugins["storage"];
  return Check(storageSchema, section) ? section : undefined;
}
