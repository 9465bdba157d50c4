import { type Static, Type } from "@sinclair/typebox";
import { bootstrapSchema } from "../../state/bootstrap-schema.ts";

/** The keys of `bootstrap` that say who the machine is; the rest of it is for the installer alone */
export type IdentitySection = Static<typeof identitySchema>;
export const identitySchema = Type.Pick(
  bootstrapSchema,
  ["hostname", "domain", "timezone", "locale", "keymap"],
  { additionalProperties: false, description: "Names, time zone, language and keyboard of the machine." },
);
