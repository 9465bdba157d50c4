import { isObject, type Json, type JsonObject } from "../host/json.ts";
import { bootstrapSchema, metadataSchema } from "./bootstrap-schema.ts";
import { isMap } from "./pointer.ts";
import { referenceTable } from "./reference-table.ts";
import { composeSchema } from "./schema.ts";
import type { Section } from "./section.ts";

/** The JSON schema of a document, for editors: what `states/schema.json` holds */
export function documentSchema(sections: readonly Section[]): JsonObject {
  const plain: unknown = JSON.parse(JSON.stringify(composeSchema(sections)));
  const schema = withoutNotes(plain);
  if (!isMap(schema) || !isMap(schema["properties"]))
    throw new TypeError("the schema of a document is a map");
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Groundstate document",
    ...schema,
    properties: {
      $schema: {
        type: "string",
        description: "Address of this schema, for editors; nothing follows from it.",
      },
      ...schema["properties"],
    },
  };
}

/** Every key of a document with type, default, meaning and example: what `docs/state-reference.md` holds */
export function referencePage(sections: readonly Section[]): string {
  const parts = [
    intro,
    chapter("metadata", metadataSchema.description, "metadata", metadataSchema),
    chapter("bootstrap", bootstrapSchema.description, "bootstrap", bootstrapSchema),
    ...sections.map(({ name, description, schema }) =>
      chapter(`plugins.${name}`, description ?? schema.description, name, schema),
    ),
  ];
  return `${parts.join("\n\n")}\n`;
}

const intro = `# The document, key by key

Generated from the schemas by \`groundstate schema --reference\`; edit the schemas, not this page.

A document is YAML or JSON with four keys: \`version\` (always 1), \`metadata\`, \`bootstrap\` and \`plugins\`; only
\`version\` must be there. A key that is not set leaves the machine alone; a key that is not listed here is an error.
\`<name>\` stands for a name of your choice, \`[]\` for every entry of a list. Sections may also stand at the top
level, and \`net\` is read as \`network\`.`;

function chapter(title: string, description: string | undefined, path: string, schema: unknown): string {
  return [`## \`${title}\``, description, referenceTable(path, schema)].filter(Boolean).join("\n\n");
}

/** `needs` and `names` are for our own messages; editors do not know them */
const notes = new Set(["needs", "names"]);

function withoutNotes(value: unknown): Json {
  if (Array.isArray(value)) return value.map(withoutNotes);
  if (!isObject(value)) return scalarOf(value);
  const entries = Object.entries(value).filter(
    ([key, entry]) => !notes.has(key) || typeof entry !== "string",
  );
  return Object.fromEntries(entries.map(([key, entry]) => [key, withoutNotes(entry)]));
}

function scalarOf(value: unknown): Json {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}
