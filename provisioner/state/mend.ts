import { isObject, type Json } from "../host/json.ts";
import { allowedValues, branchesOf, exampleOf } from "./expected.ts";
import { isSecret, withoutSecrets } from "./secret.ts";
import { closest } from "./suggest.ts";

/** How to mend a value that does not fit its schema, in the imperative */
export function howToMend(value: Json | undefined, schema: unknown, pointer: string): string {
  const choices = allowedValues(schema) ?? [];
  if (choices.length === 1) return `write ${JSON.stringify(choices[0])}`;
  const near = typeof value === "string" ? closest(value, choices.map(String)) : undefined;
  if (near !== undefined) return `write ${JSON.stringify(choices.find(choice => String(choice) === near))}`;
  if (fitsInQuotes(value, schema)) return "put it in quotes";
  return retyped(value, typesOf(schema), pointer) ?? byExample(schema);
}

/** The right thing in the wrong type */
function retyped(value: Json | undefined, types: readonly string[], pointer: string): string | undefined {
  const shown = value === undefined || isSecret(pointer) ? undefined : withoutSecrets(JSON.stringify(value));
  const wantsNumber = types.includes("integer") || types.includes("number");
  if (typeof value === "number" && wantsNumber) return "write such a number";
  if (typeof value === "string") {
    const yes = truth.get(value.toLowerCase());
    if (types.includes("boolean") && yes !== undefined) return `write ${yes} without quotes`;
    const isNumber = /^-?[0-9]+(\.[0-9]+)?$/.test(value);
    if (isNumber && wantsNumber) return "remove the quotes";
  }
  const single = value !== null && value !== undefined && !Array.isArray(value);
  if (types.length === 1 && types[0] === "array" && single)
    return shown && shown.length < 60 ? `write a list: [${shown}]` : "write a list, in brackets";
  if (types.length === 1 && types[0] === "object" && Array.isArray(value))
    return "write a map, with the name of each entry as its key";
  return undefined;
}

/** A bare 644 or true where text is wanted */
function fitsInQuotes(value: Json | undefined, schema: unknown): boolean {
  if (typeof value !== "number" && typeof value !== "boolean") return false;
  if (!isObject(schema) || schema["type"] !== "string") return false;
  const { pattern } = schema;
  return typeof pattern !== "string" || new RegExp(pattern, "u").test(String(value));
}

function byExample(schema: unknown): string {
  const example =
    exampleOf(schema) ??
    branches(schema)
      .map(exampleOf)
      .find(given => given !== undefined);
  return example === undefined
    ? "see docs/state-reference.md"
    : `write for example ${JSON.stringify(example)}`;
}

function typesOf(schema: unknown): string[] {
  if (!isObject(schema)) return [];
  const { type } = schema;
  if (typeof type === "string") return [type];
  return branches(schema).flatMap(typesOf);
}

function branches(schema: unknown): unknown[] {
  return isObject(schema) ? (branchesOf(schema) ?? []) : [];
}

/** What YAML 1.1 took for booleans and 1.2 takes for text */
const truth = new Map([
  ["true", true],
  ["yes", true],
  ["on", true],
  ["y", true],
  ["false", false],
  ["no", false],
  ["off", false],
  ["n", false],
]);
