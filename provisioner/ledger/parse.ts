import { isObject } from "../host/json.ts";
import type { Block, Phase } from "./block.ts";

/** The block of one line, or what is wrong with it */
export function parseBlock(text: string): Block | string {
  const value = parseJson(text);
  if (!isObject(value)) return "no JSON object";
  const wrong = wrongMember(value);
  if (wrong !== undefined) return wrong;
  return isBlock(value) ? value : "no block";
}

/** What each member must be, in words for the message */
const members: Record<keyof Block, readonly [(value: unknown) => boolean, string]> = {
  action: [isText, "a string"],
  boot_id: [isText, "a string"],
  category: [isText, "a string"],
  data: [isObject, "an object"],
  hash: [isHash, "64 hexadecimal digits"],
  height: [isHeight, "an integer from 0"],
  metadata: [isMetadata, "an object of host, plugin and user"],
  phase: [isPhase, "one of intent, done, undo, commit, abort, note"],
  prev_hash: [isHash, "64 hexadecimal digits"],
  signature: [isSignature, "64 bytes in base64"],
  timestamp: [isTimestamp, "a UTC time such as 2026-01-31T12:00:00.000Z"],
  txn: [isText, "a string"],
  version: [value => value === 1, "1"],
};

const checks = Object.entries(members);
const phases: readonly string[] = ["intent", "done", "undo", "commit", "abort", "note"] satisfies Phase[];

function wrongMember(value: Record<string, unknown>): string | undefined {
  for (const [name, [holds, needs]] of checks) {
    if (!holds(value[name])) return name in value ? `"${name}" is not ${needs}` : `"${name}" is missing`;
  }
  const unknown = Object.keys(value).length === checks.length ? undefined : Object.keys(value);
  return unknown && `an unknown member "${unknown.find(name => !Object.hasOwn(members, name))}"`;
}

// The table above is the proof; this only tells the compiler.
function isBlock(value: object): value is Block {
  return "hash" in value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isHash(value: unknown): boolean {
  return typeof value === "string" && value.length === 64;
}

function isHeight(value: unknown): boolean {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isPhase(value: unknown): boolean {
  return typeof value === "string" && phases.includes(value);
}

function isSignature(value: unknown): boolean {
  return typeof value === "string" && value.length === 88;
}

function isTimestamp(value: unknown): boolean {
  return typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value);
}

function isMetadata(value: unknown): boolean {
  if (!isObject(value) || Object.keys(value).length !== 3) return false;
  return (
    isText(value["host"]) && isText(value["user"]) && (isText(value["plugin"]) || value["plugin"] === null)
  );
}
