import type { Json, JsonObject } from "../host/json.ts";
import { isMap, joinPointer } from "./pointer.ts";
import type { Problem } from "./problem.ts";
import type { Section } from "./section.ts";

/** A document in canonical form, not yet checked */
export interface Normalised {
  value: Json;
  /** By section name: the pointer at which the user wrote that section */
  written: Map<string, string>;
  /** Sections that were written twice */
  problems: Problem[];
}

/**
 * Brings every accepted spelling into one: sections at the top level go below `plugins`, `net` is `network`,
 * each section is normalised by its plugin. What it does not know stays where it is, for the schema to refuse
 */
export function normaliseDocument(document: Json, sections: readonly Section[]): Normalised {
  const written = new Map<string, string>();
  const problems: Problem[] = [];
  const names = new Map(sections.map(section => [section.name, section]));
  if (!isMap(document)) return { value: document, written, problems };

  const { $schema, plugins, ...top } = document;
  const found: JsonObject = {};
  const rest: JsonObject = {};
  const take = (key: string, value: Json | undefined, pointer: string): void => {
    const name = canonicalName(key, names);
    const before = written.get(name);
    if (before !== undefined) problems.push(writtenTwice(name, pointer, before));
    else if (value !== undefined) {
      written.set(name, pointer);
      found[name] = normaliseSection(value, names.get(name));
    }
  };

  if (isMap(plugins))
    for (const key of Object.keys(plugins)) take(key, plugins[key], joinPointer("/plugins", key));
  for (const key of Object.keys(top)) {
    const isSection = names.has(canonicalName(key, names)) && !documentKeys.has(key);
    if (isSection) take(key, top[key], joinPointer("", key));
    else rest[key] = top[key];
  }
  const sectionsThere = plugins === undefined || isMap(plugins) ? found : plugins;
  const schemaNote = typeof $schema === "string" || $schema === undefined ? {} : { $schema };
  return { value: { ...schemaNote, ...rest, plugins: sectionsThere }, written, problems };
}

const documentKeys = new Set(["$schema", "version", "metadata", "bootstrap", "plugins"]);

/** Spellings of a section's name in documents that came before this format */
const otherNames = new Map([["net", "network"]]);

function canonicalName(key: string, names: ReadonlyMap<string, Section>): string {
  const canonical = otherNames.get(key);
  return canonical !== undefined && names.has(canonical) && !names.has(key) ? canonical : key;
}

/** A section that its plugin cannot even normalise is left for the schema to refuse */
function normaliseSection(value: Json, section: Section | undefined): Json {
  try {
    return section?.normalise?.(value) ?? value;
  } catch {
    return value;
  }
}

function writtenTwice(name: string, pointer: string, before: string): Problem {
  return {
    stage: "schema",
    pointer,
    found: `the section ${name} a second time (it also stands at ${before})`,
    needs: "each section once",
    fix: "put both into one section",
  };
}
