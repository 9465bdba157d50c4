import { Failure } from "../host/failure.ts";
import { isObject } from "../host/json.ts";

/** Deeper nesting is refused, so that no line can exhaust the stack */
const deepest = 64;

/**
 * RFC 8785 canonical JSON for the values that a block may hold: strings, integers that a double holds
 * exactly, booleans, null, arrays and objects. Anything else is refused with its JSON pointer.
 */
export function canonicalJson(value: unknown): string {
  try {
    return canonical(value, 0);
  } catch (error) {
    if (error instanceof Refusal) throw failure(error);
    throw error;
  }
}

// With the flag u a regular expression sees a pair as one character, so this finds only halves.
const loneSurrogate = /\p{Surrogate}/u;

/** Carries the pointer upwards, one step per level, so that the good case builds none */
class Refusal extends Error {
  readonly found: string;
  readonly needs: string;
  readonly steps: string[] = [];

  constructor(found: string, needs: string) {
    super(found);
    this.found = found;
    this.needs = needs;
  }
}

function canonical(value: unknown, depth: number): string {
  if (typeof value === "string") return canonicalString(value);
  if (typeof value === "number") return canonicalInteger(value);
  if (typeof value === "boolean" || value === null) return String(value);
  if (depth >= deepest) throw new Refusal(`more than ${deepest} levels of nesting`, "a flatter value");
  if (Array.isArray(value)) return canonicalArray(value, depth);
  if (isObject(value) && isPlain(value)) return canonicalObject(value, depth);
  throw new Refusal(typeof value === "object" ? "an object that is not plain" : typeof value, "a JSON value");
}

// RFC 8785 asks for the escapes that JSON.stringify makes, and for well-formed strings.
function canonicalString(text: string): string {
  if (loneSurrogate.test(text))
    throw new Refusal("a string with half a surrogate pair", "well-formed Unicode");
  return JSON.stringify(text);
}

function canonicalInteger(value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  throw new Refusal(`the number ${value}`, "an integer between -(2^53-1) and 2^53-1, or a string");
}

function canonicalArray(values: readonly unknown[], depth: number): string {
  let index = 0;
  try {
    const parts: string[] = [];
    for (; index < values.length; index++) parts.push(canonical(values[index], depth + 1));
    return `[${parts.join(",")}]`;
  } catch (error) {
    throw withStep(error, String(index));
  }
}

function canonicalObject(object: Record<string, unknown>, depth: number): string {
  let at = "";
  try {
    let text = "";
    // Without a comparison, sort() orders by UTF-16 code units, as RFC 8785 asks.
    for (const key of Object.keys(object).sort()) {
      const value = object[key];
      if (value === undefined) continue;
      at = key;
      text += `${text === "" ? "" : ","}${canonicalString(key)}:${canonical(value, depth + 1)}`;
    }
    return `{${text}}`;
  } catch (error) {
    throw withStep(error, at);
  }
}

function withStep(error: unknown, step: string): unknown {
  if (error instanceof Refusal) error.steps.unshift(step);
  return error;
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function failure({ found, needs, steps }: Refusal): Failure {
  const pointer = steps.map(step => `/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
  return new Failure({
    kind: "input",
    tried: `cannot write ${pointer === "" ? "the value" : pointer} as canonical JSON`,
    found,
    needs,
  });
}
