import { type Document, LineCounter, parseDocument } from "yaml";
import type { Json } from "../host/json.ts";
import { JsonReader, type Place } from "./json-reader.ts";
import { parentPointer } from "./pointer.ts";
import type { Position, Problem } from "./problem.ts";
import { syntaxProblems } from "./syntax-problems.ts";

/** A text read as YAML or JSON, and where each of its values stands */
export interface Source {
  file: string;
  /** undefined when the text is too broken to know what it means */
  value: Json | undefined;
  problems: Problem[];
  /** Where a value stands, or its key; for what is not there: where its parent stands */
  position(pointer: string, part: "key" | "value"): Position;
  /** The pointer at which a list or map of `value` was read */
  pointerOf(container: object): string | undefined;
}

/** Reads a text as YAML 1.2 (which JSON is a part of); never throws, reports every problem */
export function readSource(text: string, file: string): Source {
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const isJson = /^\s*[{[]/.test(text);
  const refused = refusal(text, file);
  if (refused) return refusedSource(file, refused);
  const document = parse(text.startsWith("\uFEFF") ? text.slice(1) : text, lines);
  const broken = syntaxProblems(document.errors, at, isJson);
  const badTags = document.warnings.filter(warning => warning.code === "TAG_RESOLVE_FAILED");
  const reader = new JsonReader(document, at);
  const value = broken.length > 0 ? undefined : reader.read();

  const position = (pointer: string, part: "key" | "value"): Position => {
    for (let here = pointer; ; here = parentPointer(here)) {
      const place = reader.places.get(here);
      if (place) return at(here === pointer ? offsetOf(place, part) : offsetOf(place, "key"));
      if (here === "") return { file, line: 1, column: 1 };
    }
  };
  return {
    file,
    value,
    problems: [...broken, ...syntaxProblems(badTags, at, isJson), ...reader.problems],
    position,
    pointerOf: container => reader.pointers.get(container),
  };
}

/** A page or two is a document; a hundred times that is another file */
const mostCharacters = 1024 * 1024;

/** A file decoded as UTF-8 holds U+FFFD where it is none; NUL is in UTF-16 and in programs */
const noText = /[\0\uFFFD]/;

function refusal(text: string, file: string): Problem | undefined {
  const before = text.slice(0, Math.max(text.search(noText), 0)).split("\n");
  const position = { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  const problem = { stage: "schema", pointer: "", position } as const;
  if (text.length > mostCharacters) {
    const found = `${text.length} characters`;
    return {
      ...problem,
      found,
      needs: `at most ${mostCharacters}`,
      fix: "make sure that this is the right file",
    };
  }
  if (!noText.test(text)) return undefined;
  return { ...problem, found: "bytes that are no UTF-8 text", needs: "UTF-8", fix: "save the file as UTF-8" };
}

function refusedSource(file: string, problem: Problem): Source {
  return {
    file,
    value: undefined,
    problems: [problem],
    position: () => problem.position ?? { file, line: 1, column: 1 },
    pointerOf: () => undefined,
  };
}

function parse(text: string, lines: LineCounter): Document.Parsed {
  return parseDocument(text, {
    lineCounter: lines,
    version: "1.2",
    schema: "core",
    merge: false,
    stringKeys: true,
    uniqueKeys: false, // JsonReader finds them, and knows where the first one stands
    prettyErrors: false,
    logLevel: "error", // "silent" would also hide a second document
  });
}

/** A map or list is where its key is: its own first character is often a line further down */
function offsetOf(place: Place, part: "key" | "value"): number {
  if (place.key === undefined) return place.value;
  return part === "value" && place.scalar ? place.value : place.key;
}
