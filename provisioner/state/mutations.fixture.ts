import { stringify } from "yaml";
import type { Json } from "../host/json.ts";

/** Numbers that look random and are the same for the same seed: mulberry32 */
export function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** A text that was such a document once: types, keys, values and nesting changed, then written as JSON or YAML and spoilt */
export function mutatedText(document: Json, below: (limit: number) => number): string {
  const value = mutated(document, below);
  let text = below(2) === 0 ? stringify(value) : JSON.stringify(value, null, below(3));
  for (let left = Math.max(0, below(5) - 2); left > 0; left -= 1) text = spoilt(text, below);
  return text;
}

/** A copy with types, keys, values and nesting changed in up to three places */
export function mutated(document: Json, below: (limit: number) => number): Json {
  const value: Json = structuredClone(document);
  for (let left = below(4); left > 0; left -= 1) changeSomewhere(value, below);
  return value;
}

type Container = Json[] | { [key: string]: Json | undefined };

function changeSomewhere(root: Json, below: (limit: number) => number): void {
  const all = containersIn(root);
  const container = all[below(all.length)];
  if (container === undefined) return;
  const other = all[below(all.length)] ?? null;
  const keys = Object.keys(container);
  const key = keys[below(Math.max(keys.length, 1))] ?? "0";
  const value: Json = Reflect.get(container, key) ?? null;
  const change = below(8);
  if (change === 0) remove(container, key);
  else if (change === 1) put(container, strangeKeys[below(strangeKeys.length)] ?? key, value);
  else if (change === 2) rename(container, key, key.slice(1) + key.slice(0, 1));
  else if (change === 3) put(container, key, { [key]: value });
  else if (change === 4) put(container, key, [value, value]);
  else if (change === 5) put(container, key, structuredClone(other));
  else put(container, key, structuredClone(strangeValues[below(strangeValues.length)] ?? null));
}

function containersIn(value: Json): Container[] {
  if (typeof value !== "object" || value === null) return [];
  return [value, ...Object.values(value).flatMap(inner => containersIn(inner ?? null))];
}

function remove(container: Container, key: string): void {
  if (Array.isArray(container)) container.splice(Number(key), 1);
  else delete container[key];
}

function rename(container: Container, key: string, to: string): void {
  const value: Json = Reflect.get(container, key) ?? null;
  remove(container, key);
  put(container, to, value);
}

/** Not by assignment, which takes __proto__ for something else than a key */
function put(container: Container, key: string, value: Json): void {
  if (Array.isArray(container)) container.splice(Number(key) || 0, 1, value);
  else Object.defineProperty(container, key, { value, enumerable: true, configurable: true, writable: true });
}

function spoilt(text: string, below: (limit: number) => number): string {
  const at = below(text.length + 1);
  const put = strangeText[below(strangeText.length)] ?? "";
  return text.slice(0, at) + put + text.slice(at + below(4));
}

const strangeKeys = [
  ..."__proto__ constructor toString hasOwnProperty name state length <<".split(" "),
  ..."password token plugins network bootstrap version ä/~ / ~0".split(" "),
  "",
  " ",
  "a b",
];

const strangeValues: readonly Json[] = [
  ...[null, true, false, 0, -1, 1.5, 1e21, 4294967296, Number.MAX_SAFE_INTEGER, "", " ", "0", "-"],
  ...[
    "absent",
    "present",
    "remaining",
    "100%",
    "1G",
    ">=8G",
    "target",
    "target9",
    "/",
    "//",
    "..",
    "*",
    "en*",
  ],
  ...[
    "10.0.0.1/24",
    "10.0.0.1/99",
    "::/0",
    "fe80::1%eth0",
    "1-",
    "65536",
    "99999-1",
    "$6$",
    "a\nb",
    "\u202e",
  ],
  ...["ssh-ed25519 AAAA x", "sda1", "tcp", "é".repeat(300), "x".repeat(5000), "constructor", "__proto__"],
  ...[[], {}, [[]], [null], { name: null }, [{ name: "__proto__" }], { name: "a", state: 7 }],
];

const strangeText = [
  ...["{", "}", "[", "]", '"', "'", ",", ":", ": ", "\n", "\n\n", "\t", "- ", "? ", "#", " #", "|", ">", "%"],
  ...[
    "&a ",
    "*a",
    "!x ",
    "!!binary ",
    "---\n",
    "...\n",
    "<<: ",
    "\\",
    "\\u12",
    "\0",
    "\uFFFD",
    "\uFEFF",
    "\r",
  ],
  ...["\u2028", "🙂", "\ud800", "@", "`", "~", "null", "0x", "1e999", ".nan", "", "", "", "", ""],
];
