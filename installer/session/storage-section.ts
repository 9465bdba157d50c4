import { Check } from "@sinclair/typebox/value";
import { type StorageSection, storageSchema } from "../../provisioner/plugins/storage/schema.ts";
import type { StateDocument } from "../../provisioner/state/document.ts";

/** The storage section of a checked document, undefined when it leaves the layout to us */
export function storageSection({ plugins }: StateDocument): StorageSection | undefined {
  const section = plugins["storage"];
  return section !== undefined && Check(storageSchema, section) ? section : undefined;
}
