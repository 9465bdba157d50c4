/** Any value that JSON can hold */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** A JSON object; an absent key reads as undefined */
export interface JsonObject {
  [key: string]: Json | undefined;
}

/** True for a plain object, as opposed to null, a list or a scalar */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
