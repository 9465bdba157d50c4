import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
} from "yaml";
import type { Json, JsonObject } from "../host/json.ts";
import { joinPointer } from "./pointer.ts";
import type { Position, Problem } from "./problem.ts";

/** Offsets of a value and of its key in the text */
export interface Place {
  key: number | undefined;
  value: number;
  scalar: boolean;
}

/** Turns a YAML document into JSON and remembers where everything stood */
export class JsonReader {
  readonly places = new Map<string, Place>();
  readonly pointers = new WeakMap<object, string>();
  readonly problems: Problem[] = [];
  private readonly open = new Set<Node>();
  private nodes = 0;

  constructor(
    private readonly document: Document.Parsed,
    private readonly at: (offset: number) => Position,
  ) {}

  read(): Json {
    return this.value(this.document.contents, "", undefined);
  }

  private value(node: unknown, pointer: string, key: number | undefined): Json {
    this.nodes++;
    if (isAlias(node)) return this.aliased(node, pointer, key);
    const scalar = isScalar(node) && node.value !== null;
    const start = isScalar(node) || isMap(node) || isSeq(node) ? (node.range?.[0] ?? 0) : (key ?? 0);
    if (!this.places.has(pointer)) this.places.set(pointer, { key, value: start, scalar });
    if (isMap(node)) return this.map(node, pointer);
    if (isSeq(node)) {
      const list = node.items.map((item, index) => this.value(item, joinPointer(pointer, index), undefined));
      this.pointers.set(list, pointer);
      return list;
    }
    return isScalar(node) ? this.scalar(node, pointer) : null;
  }

  private map(node: YAMLMap, pointer: string): JsonObject {
    const map: JsonObject = {};
    const first = new Map<string, number>();
    for (const pair of node.items) {
      const { name, start } = keyOf(pair);
      const below = joinPointer(pointer, name);
      const before = first.get(name);
      if (before !== undefined) this.duplicate(name, below, start, before);
      else if (name === "<<") this.refuse(below, start, ...mergeKey);
      else if (name === "__proto__") this.refuse(below, start, ...reservedKey);
      else map[name] = this.value(pair.value, below, start);
      if (before === undefined) first.set(name, start);
    }
    this.pointers.set(map, pointer);
    return map;
  }

  private scalar(node: Scalar, pointer: string): Json {
    const { value } = node;
    if (typeof value === "number" && !isExact(value)) {
      this.refuse(pointer, node.range?.[0] ?? 0, ...inexactNumber);
      return null;
    }
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
    return null;
  }

  /** An alias means what its anchor holds; one within itself, or thousands of them, would never end */
  private aliased(node: Node, pointer: string, key: number | undefined): Json {
    const start = node.range?.[0] ?? 0;
    const target = isAlias(node) ? node.resolve(this.document) : undefined;
    this.places.set(pointer, { key, value: start, scalar: true });
    if (!target || this.open.has(target) || this.nodes > mostNodes) {
      this.refuse(pointer, start, ...badAlias);
      return null;
    }
    this.open.add(target);
    const value = this.value(target, pointer, key);
    this.open.delete(target);
    return value;
  }

  private duplicate(name: string, pointer: string, start: number, before: number): void {
    const found = `the key ${JSON.stringify(name)} a second time (first on line ${this.at(before).line})`;
    this.refuse(pointer, start, found, "each key once", "keep one of the two");
  }

  private refuse(pointer: string, offset: number, found: string, needs: string, fix: string): void {
    this.problems.push({ stage: "schema", pointer, found, needs, fix, position: this.at(offset) });
  }
}

/** A few lines of aliases of aliases can mean millions of values */
const mostNodes = 20_000;

const mergeKey = [
  "the merge key <<",
  "every key written out",
  "copy the keys of the other map here",
] as const;
const reservedKey = ["the key __proto__", "another name", "rename the key"] as const;
const inexactNumber = [
  "a number that cannot be held exactly",
  "a finite number of at most 15 digits",
  "put it in quotes if text is meant",
] as const;
const badAlias = [
  "an alias without an earlier anchor, within its own anchor, or one of very many",
  "an alias of an anchor further up",
  "write the value out",
] as const;

function keyOf(pair: Pair<unknown, unknown>): { name: string; start: number } {
  const { key } = pair;
  if (!isScalar(key)) return { name: String(key), start: 0 };
  return { name: String(key.value ?? ""), start: key.range?.[0] ?? 0 };
}

function isExact(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}
