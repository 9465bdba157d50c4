import type { TSchema } from "@sinclair/typebox";
import type { Json } from "../host/json.ts";

/** What this room must know of a plugin: the name of its section and what may stand there */
export interface Section {
  readonly name: string;
  readonly description?: string;
  readonly schema: TSchema;
  normalise?(section: Json): Json;
}
