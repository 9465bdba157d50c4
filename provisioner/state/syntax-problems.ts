import type { ErrorCode, YAMLError } from "yaml";
import type { Position, Problem } from "./problem.ts";

/** What the YAML reader could not read, one problem a line: what follows on a line mostly follows from it */
export function syntaxProblems(
  errors: readonly YAMLError[],
  at: (offset: number) => Position,
  isJson: boolean,
): Problem[] {
  const byLine = new Map<number, Problem>();
  for (const { code, pos } of [...errors].sort((a, b) => a.pos[0] - b.pos[0])) {
    const position = at(pos[0]);
    const [found, needs, fix] = (isJson ? jsonWords[code] : undefined) ?? words[code] ?? broken;
    if (!byLine.has(position.line))
      byLine.set(position.line, { stage: "schema", pointer: "", found, needs, fix, position });
  }
  return [...byLine.values()];
}

type Words = readonly [found: string, needs: string, fix: string];

const broken: Words = [
  "text that is neither YAML nor JSON",
  "a complete YAML or JSON document",
  "look at this place and the line before it",
];

const alignment: Words = [
  "an indentation or a bracket that does not fit what is open here",
  "keys of one map in one column, every bracket closed",
  "align the line with its neighbours, or close the bracket",
];

const separator: Words = [
  "a missing quote, comma, colon or space",
  "quotes in pairs, commas between items, a colon and a space after a key",
  "add what is missing at or just before this place",
];

const nesting: Words = [
  "a map or list where a plain value is read",
  "nested keys on lines of their own, values with a colon in quotes",
  "put the value in quotes, or begin a new line",
];

/** Our own words by the reader's code: the reader's words quote the text, which may hold a secret */
const words: Partial<Record<ErrorCode, Words>> = {
  BAD_INDENT: alignment,
  MISSING_CHAR: separator,
  BLOCK_AS_IMPLICIT_KEY: nesting,
  BLOCK_IN_FLOW: nesting,
  MULTILINE_IMPLICIT_KEY: nesting,
  UNEXPECTED_TOKEN: [
    "something that does not belong here",
    "one YAML or JSON document, every bracket and comma in place",
    "remove it, or close or open what is missing before it",
  ],
  TAB_AS_INDENT: ["a tab as indentation", "spaces", "replace the tab by spaces"],
  BAD_DQ_ESCAPE: [
    "an unknown escape after a backslash",
    'one of \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX',
    "write \\\\ for a backslash",
  ],
  BAD_SCALAR_START: ["a value that begins with @ or `", "such a value in quotes", "put it in quotes"],
  MULTIPLE_DOCS: ["a second document", "one document in a file", "remove the line --- and what follows it"],
  NON_STRING_KEY: ["a list or map as a key", "a word as a key", "put the key in quotes"],
  TAG_RESOLVE_FAILED: ["a YAML tag (!…)", "values without tags", "remove the tag"],
  RESOURCE_EXHAUSTION: ["values nested very deep", "a document of sensible depth", "close the brackets"],
};

const runsOn: Words = [
  "a value that runs on into the next key",
  "a comma after each value that another one follows",
  "add the comma that is missing after this value",
];

/** Between brackets the same code means another mistake */
const jsonWords: Partial<Record<ErrorCode, Words>> = {
  BLOCK_AS_IMPLICIT_KEY: runsOn,
  MULTILINE_IMPLICIT_KEY: runsOn,
  BAD_INDENT: [
    "a bracket or quote that is still open",
    "every { [ and quote closed",
    "close what is open before this place",
  ],
};
