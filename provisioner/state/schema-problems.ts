import type { ErrorObject } from "ajv";
import { isObject, type Json } from "../host/json.ts";
import { exampleOf, expectedWords } from "./expected.ts";
import { describeFound } from "./found.ts";
import { howToMend } from "./mend.ts";
import { joinPointer } from "./pointer.ts";
import type { Problem } from "./problem.ts";
import { withoutBranches } from "./union-errors.ts";
import { unknownKey } from "./unknown-key.ts";

/** A problem, and which part of the place it is about */
export interface Finding {
  problem: Problem;
  part: "key" | "value";
}

/** What ajv found, in plain words, one finding for each thing to mend */
export function schemaFindings(errors: readonly ErrorObject[], sectionNames: readonly string[]): Finding[] {
  const findings = new Map<string, Finding>();
  for (const error of withoutBranches(errors).sort((a, b) => rank(a) - rank(b))) {
    const finding = findingOf(error, sectionNames);
    const { pointer } = finding.problem;
    if (!findings.has(pointer)) findings.set(pointer, finding);
  }
  return [...findings.values()];
}

/** Of several errors about one value the first in this order says most */
function rank({ keyword, parentSchema }: ErrorObject): number {
  if (keyword === "type" && isObject(parentSchema) && Object.hasOwn(parentSchema, "const")) return 2;
  return keyword === "type" ? 0 : 1;
}

function findingOf(error: ErrorObject, sectionNames: readonly string[]): Finding {
  const { keyword, instancePath, params, parentSchema } = error;
  if (keyword === "additionalProperties")
    return {
      problem: unknownKey(instancePath, String(params["additionalProperty"]), parentSchema, sectionNames),
      part: "key",
    };
  if (keyword === "required")
    return { problem: missing(instancePath, String(params["missingProperty"]), parentSchema), part: "key" };
  return { problem: misfit(error), part: "value" };
}

function missing(pointer: string, key: string, parentSchema: unknown): Problem {
  const properties =
    isObject(parentSchema) && isObject(parentSchema["properties"]) ? parentSchema["properties"] : {};
  const schema = properties[key];
  const example = exampleOf(schema);
  return {
    stage: "schema",
    pointer: joinPointer(pointer, key),
    found: "nothing",
    needs: expectedWords(schema),
    fix: example === undefined ? `add the key "${key}"` : `add "${key}": ${JSON.stringify(example)}`,
  };
}

function misfit({ keyword, instancePath, parentSchema, params, data }: ErrorObject): Problem {
  const value: Json | undefined = asJson(data);
  const size = sizeWords[keyword]?.(Number(params["limit"]));
  const isSize = size !== undefined && !(isObject(parentSchema) && typeof parentSchema["needs"] === "string");
  return {
    stage: "schema",
    pointer: instancePath,
    found: keyword === "uniqueItems" ? "the same entry twice in a list" : describeFound(value, instancePath),
    needs: isSize ? size : expectedWords(parentSchema),
    fix: isSize
      ? (sizeMend[keyword] ?? "remove what is too much")
      : howToMend(value, parentSchema, instancePath),
  };
}

const sizeWords: Record<string, (limit: number) => string> = {
  minItems: limit => `a list of at least ${limit}`,
  maxItems: limit => `a list of at most ${limit}`,
  minProperties: limit => `a map with at least ${limit} ${limit === 1 ? "key" : "keys"}`,
  maxProperties: limit => `a map with at most ${limit} ${limit === 1 ? "key" : "keys"}`,
  uniqueItems: () => "each entry once",
};

const sizeMend: Record<string, string> = {
  minItems: "add what is missing, or remove the key",
  minProperties: "add what is missing, or remove the key",
  uniqueItems: "remove one of the two",
};

/** ajv types the data it checked as unknown; here it is always part of a document */
function asJson(data: unknown): Json | undefined {
  if (Array.isArray(data)) return data.map(entry => asJson(entry) ?? null);
  if (isObject(data))
    return Object.fromEntries(Object.entries(data).map(([key, entry]) => [key, asJson(entry)]));
  if (typeof data === "string" || typeof data === "number" || typeof data === "boolean" || data === null)
    return data;
  return undefined;
}
