import { type TSchema, Type } from "@sinclair/typebox";
import { Check } from "@sinclair/typebox/value";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import type { Json } from "../host/json.ts";
import { bootstrapSchema, metadataSchema } from "./bootstrap-schema.ts";
import { childOf, joinPointer } from "./pointer.ts";
import type { Section } from "./section.ts";

/** The schema of a whole document in canonical form */
export function composeSchema(sections: readonly Section[]): TSchema {
  return documentOf(Object.fromEntries(sections.map(({ name, schema }) => [name, Type.Optional(schema)])));
}

/**
 * Everything that ajv has against a document in canonical form, nothing when it is valid. A good document is
 * recognised without ajv, whose compiling takes longer than all the rest of a start
 */
export function schemaErrors(document: Json, sections: readonly Section[]): ErrorObject[] {
  return Check(composeSchema(sections), document) ? [] : ajvErrors(document, sections);
}

/** What ajv says of a document, the frame and each section checked by itself */
export function ajvErrors(document: Json, sections: readonly Section[]): ErrorObject[] {
  const errors = errorsBelow("", document, frameOf(sections));
  for (const { name, schema } of sections) {
    const section = childOf(childOf(document, "plugins"), name);
    if (section !== undefined) errors.push(...errorsBelow(joinPointer("/plugins", name), section, schema));
  }
  return errors;
}

/** The document around the sections, whatever stands in them */
function frameOf(sections: readonly Section[]): TSchema {
  const anything = sections.map(({ name }) => [name, Type.Optional(Type.Unknown())]);
  const frame = frames.get(sections) ?? documentOf(Object.fromEntries(anything));
  frames.set(sections, frame);
  return frame;
}

function documentOf(plugins: Record<string, TSchema>): TSchema {
  return Type.Object(
    {
      version: Type.Literal(1, {
        description: "Version of this format.",
        needs: "1, the only version so far",
        examples: [1],
      }),
      metadata: Type.Optional(metadataSchema),
      bootstrap: Type.Optional(bootstrapSchema),
      plugins: Type.Object(plugins, {
        additionalProperties: false,
        description: "What the machine shall be: one section for each plugin.",
        examples: [{}],
      }),
    },
    { additionalProperties: false, examples: [{ version: 1 }] },
  );
}

function errorsBelow(pointer: string, value: Json, schema: TSchema): ErrorObject[] {
  const validate = validatorOf(schema);
  validate(value);
  return (validate.errors ?? []).map(error => ({ ...error, instancePath: pointer + error.instancePath }));
}

function validatorOf(schema: TSchema): ValidateFunction {
  const validate = validators.get(schema) ?? ajv().compile(schema);
  validators.set(schema, validate);
  return validate;
}

function ajv(): Ajv {
  checker ??= new Ajv({
    allErrors: true,
    verbose: true,
    strict: true,
    allowUnionTypes: true,
    meta: false,
    validateSchema: false,
    code: { optimize: false },
    keywords: ["needs", "names"],
  });
  return checker;
}

let checker: Ajv | undefined;
const frames = new WeakMap<readonly Section[], TSchema>();
const validators = new WeakMap<TSchema, ValidateFunction>();
