import type { Json, JsonObject } from "../host/json.ts";
import type { Bootstrap } from "./bootstrap-schema.ts";

/** A document in canonical form, checked against its schema */
export interface StateDocument {
  version: 1;
  metadata?: JsonObject;
  bootstrap?: Bootstrap;
  /** Sections by plugin name, each valid for that plugin's schema */
  plugins: Record<string, Json>;
}
