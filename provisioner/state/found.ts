import type { Json } from "../host/json.ts";
import { isSecret, withoutSecrets } from "./secret.ts";

/** What stands in the document, for a person: the value itself when it is short and no secret */
export function describeFound(value: Json | undefined, pointer: string): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  if (typeof value === "object") return Object.keys(value).length === 0 ? "an empty map" : "a map";
  if (isSecret(pointer)) return "a value that is not shown";
  if (typeof value === "string") return `${shorten(JSON.stringify(withoutSecrets(value)))} (text)`;
  return typeof value === "number" ? `${value} (a number)` : String(value);
}

function shorten(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 76)}…"`;
}
