import type { Json } from "../host/json.ts";
import { bootstrapFindings } from "./bootstrap-check.ts";
import type { StateDocument } from "./document.ts";
import { normaliseDocument } from "./normalise.ts";
import { originOf } from "./origin.ts";
import { joinPointer } from "./pointer.ts";
import type { Problem } from "./problem.ts";
import { schemaErrors } from "./schema.ts";
import { type Finding, schemaFindings } from "./schema-problems.ts";
import type { Section } from "./section.ts";
import { readSource, type Source } from "./source.ts";

/** A document that passed the schema stage, or everything that is wrong with it */
export type LoadResult = LoadedDocument | RefusedDocument;

/** A good document; `problems` holds warnings only */
export interface LoadedDocument {
  document: StateDocument;
  problems: Problem[];
  /** Gives problems found later their positions in the text; pointers count from the section when one is named */
  place(problems: readonly Problem[], section?: string): Problem[];
}

/** A bad document: all its problems, in the order of the text */
export interface RefusedDocument {
  document?: undefined;
  problems: Problem[];
}

/** Reads, normalises and checks the text of a document; never throws, reports every problem at once */
export function loadDocument(text: string, file: string, sections: readonly Section[]): LoadResult {
  const source = readSource(text, file);
  if (source.value === undefined) return { problems: source.problems };

  const { value, written, problems: doubled } = normaliseDocument(source.value, sections);
  const place = (finding: Finding): Problem => placed(finding, value, written, source);
  const findings = documentFindings(value, sections);
  const problems = [
    ...source.problems,
    ...doubled.map(problem => ({ ...problem, position: source.position(problem.pointer, "key") })),
    ...findings.map(place),
  ].sort(inTextOrder);

  if (!isGood(value, problems)) return { problems };
  return {
    document: value,
    problems,
    place: (later, section) =>
      later.map(problem => place({ problem: within(section, problem), part: "value" })),
  };
}

function documentFindings(value: Json, sections: readonly Section[]): Finding[] {
  const names = sections.map(section => section.name);
  const fromSchema = schemaFindings(schemaErrors(value, sections), names);
  const known = new Set(fromSchema.map(({ problem }) => problem.pointer));
  return [...fromSchema, ...bootstrapFindings(value).filter(({ problem }) => !known.has(problem.pointer))];
}

/** Points a finding at what the user wrote, in the spelling that the user chose */
function placed(
  { problem, part }: Finding,
  value: Json,
  written: ReadonlyMap<string, string>,
  source: Source,
): Problem {
  const pointer = originOf(problem.pointer, value, written, source);
  return { ...problem, pointer, position: source.position(pointer, part) };
}

function within(section: string | undefined, problem: Problem): Problem {
  if (section === undefined) return problem;
  return { ...problem, pointer: joinPointer("/plugins", section) + problem.pointer };
}

function inTextOrder(a: Problem, b: Problem): number {
  const line = (a.position?.line ?? 0) - (b.position?.line ?? 0);
  return line || (a.position?.column ?? 0) - (b.position?.column ?? 0);
}

/** What the schema has nothing against is a document; the schema and the type are one source */
function isGood(value: unknown, problems: readonly Problem[]): value is StateDocument {
  return value !== undefined && problems.every(problem => problem.severity === "warning");
}
