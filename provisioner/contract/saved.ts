import type { Static, TSchema } from "@sinclair/typebox";
import { Check } from "@sinclair/typebox/value";
import { Failure } from "../host/failure.ts";
import type { Json } from "../host/json.ts";

/** What a plugin's checkpoint saved, in its own shape; a rollback that cannot read it must not pass for one that worked */
export function readSaved<Saved extends TSchema>(schema: Saved, saved: Json, plugin: string): Static<Saved> {
  if (Check(schema, saved)) return saved;
  throw new Failure({
    kind: "rollback",
    tried: `cannot read what plugin ${plugin} saved before the transaction`,
    found: "a shape that this version does not know",
    needs: "the version of groundstate that wrote the checkpoint",
    fix: "mend by hand what `groundstate plan` shows",
  });
}
