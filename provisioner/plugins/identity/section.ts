import type { Json } from "../../host/json.ts";
import type { StateDocument } from "../../state/document.ts";
import { identitySchema } from "./schema.ts";

/** What a document says about the identity of the machine; undefined when nothing */
export function identitySection({ bootstrap = {} }: StateDocument): Json | undefined {
  const said = Object.entries(bootstrap).filter(([key]) => key in identitySchema.properties);
  return said.length === 0 ? undefined : Object.fromEntries(said);
}
