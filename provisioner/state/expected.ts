import { isObject } from "../host/json.ts";

/** A part of a JSON schema, as ajv hands it back */
export type SchemaPart = Record<string, unknown>;

/** What a schema asks for, in plain words: its own `needs`, else put together from its keywords */
export function expectedWords(schema: unknown): string {
  if (!isObject(schema)) return "something else";
  const { needs, type } = schema;
  if (typeof needs === "string") return needs;
  const choices = allowedValues(schema);
  if (choices) return choices.length === 1 ? `${json(choices[0])}` : `one of ${choices.map(json).join(", ")}`;
  const branches = branchesOf(schema);
  if (branches) return [...new Set(branches.map(expectedWords))].join(", or ");
  if (type === "string") return textWords(schema);
  if (type === "integer" || type === "number") return numberWords(schema, type);
  return words[String(type)] ?? "something else";
}

/** The closed list of values that a schema allows, if it is one */
export function allowedValues(schema: unknown): unknown[] | undefined {
  if (!isObject(schema)) return undefined;
  if (Object.hasOwn(schema, "const")) return [schema["const"]];
  if (Array.isArray(schema["enum"])) return schema["enum"];
  const branches = branchesOf(schema)?.map(allowedValues);
  return branches?.every(values => values !== undefined)
    ? branches.flatMap(values => values ?? [])
    : undefined;
}

/** An example that a schema brings along, its default failing that */
export function exampleOf(schema: unknown): unknown {
  if (!isObject(schema)) return undefined;
  const { examples } = schema;
  if (Array.isArray(examples) && examples.length > 0) return examples[0];
  if (schema["default"] !== undefined) return schema["default"];
  return allowedValues(schema)?.[0];
}

/** The alternatives of a union */
export function branchesOf(schema: SchemaPart): unknown[] | undefined {
  const branches = schema["anyOf"] ?? schema["oneOf"];
  return Array.isArray(branches) ? branches : undefined;
}

const words: Record<string, string> = {
  boolean: "true or false",
  object: "a map",
  array: "a list",
  null: "nothing",
};

function textWords({ pattern, minLength, maxLength }: SchemaPart): string {
  if (typeof pattern === "string") return `text that fits ${pattern}`;
  const shortest = typeof minLength === "number" && minLength > 0 ? minLength : undefined;
  if (typeof maxLength === "number") return `text of ${shortest ?? 0} to ${maxLength} characters`;
  if (shortest === 1) return "text that is not empty";
  return shortest ? `text of at least ${shortest} characters` : "text";
}

function numberWords(schema: SchemaPart, type: string): string {
  const noun = type === "integer" ? "a whole number" : "a number";
  const { minimum, maximum } = schema;
  if (minimum !== undefined && maximum !== undefined) return `${noun} from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `${noun} of at least ${minimum}`;
  return maximum === undefined ? noun : `${noun} of at most ${maximum}`;
}

function json(value: unknown): string {
  return JSON.stringify(value);
}
