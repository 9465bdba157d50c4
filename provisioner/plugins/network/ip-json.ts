import { isObject } from "../../host/json.ts";

/** A list of maps that ip printed; it prints nothing at all for an empty answer */
export function parseList(json: string): Record<string, unknown>[] {
  return json.trim() === "" ? [] : listIn(JSON.parse(json));
}

/** The maps in what should be a list */
export function listIn(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A text, undefined for anything else */
export function textIn(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
