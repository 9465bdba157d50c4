import { isObject } from "../host/json.ts";
import { allowedValues, branchesOf, type SchemaPart } from "./expected.ts";

/** One table of all keys below a schema, nested ones by their path */
export function referenceTable(path: string, schema: unknown): string {
  const rows = rowsBelow(path, schema).map(row => `| ${row.map(cell).join(" | ")} |`);
  if (rows.length === 0) return "";
  const head = ["| Key | Type | Default | Meaning | Example |", "| --- | --- | --- | --- | --- |"];
  return [...head, ...new Set(rows)].join("\n");
}

type Row = readonly string[];

function rowsBelow(path: string, schema: unknown): Row[] {
  if (!isObject(schema)) return [];
  const branches = allowedValues(schema) ? [] : (branchesOf(schema) ?? []);
  return [
    ...branches.flatMap(branch => rowsBelow(path, oneOfList(branch))),
    ...keysOf(schema).flatMap(([key, below]) => [
      row(`${path}.${key}`, below, isRequired(schema, key)),
      ...rowsBelow(`${path}.${key}`, below),
    ]),
    ...rowsBelow(`${path}[]`, schema["items"]),
  ];
}

/** "One of these, or a list of them" needs its keys only once */
function oneOfList(branch: unknown): unknown {
  return isObject(branch) && branch["type"] === "array" ? branch["items"] : branch;
}

function keysOf({ properties, patternProperties }: SchemaPart): [string, unknown][] {
  const named = isObject(properties) ? Object.entries(properties) : [];
  const free = isObject(patternProperties) ? Object.values(patternProperties) : [];
  return [...named, ...free.map((below): [string, unknown] => ["<name>", below])];
}

function row(path: string, schema: unknown, required: boolean): Row {
  const { description, default: fallback, examples } = isObject(schema) ? schema : {};
  const [example] = Array.isArray(examples) ? examples : [];
  return [
    code(path),
    typeWords(schema),
    fallback === undefined ? (required ? "required" : "") : code(JSON.stringify(fallback)),
    typeof description === "string" ? description : "",
    example === undefined ? "" : code(JSON.stringify(example)),
  ];
}

function typeWords(schema: unknown): string {
  if (!isObject(schema)) return "any";
  const choices = allowedValues(schema);
  if (choices) return choices.map(choice => code(JSON.stringify(choice))).join(" or ");
  const branches = branchesOf(schema);
  if (branches) return [...new Set(branches.map(typeWords))].join(" or ");
  const { type, items, minimum, maximum, patternProperties } = schema;
  if (type === "array") return `list of ${typeWords(items)}`;
  if (type === "object") return patternProperties === undefined ? "map" : "map by name";
  const range = [minimum !== undefined && `from ${minimum}`, maximum !== undefined && `to ${maximum}`];
  return [names[String(type)] ?? "any", ...range].filter(Boolean).join(" ");
}

const names: Record<string, string> = {
  string: "text",
  integer: "whole number",
  number: "number",
  boolean: "true or false",
  null: "nothing",
};

function isRequired({ required }: SchemaPart, key: string): boolean {
  return Array.isArray(required) && required.includes(key);
}

function code(text: string): string {
  return `\`${text}\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
