import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { documentSchema, referencePage } from "./documentation.ts";
import { exampleSections } from "./example-sections.ts";

test("the schema for editors is a JSON schema that accepts a document and refuses a misspelt key", () => {
  const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(documentSchema(exampleSections));
  const document = { $schema: "./schema.json", version: 1, plugins: { users: { accounts: { admin: {} } } } };
  expect(validate(document)).toBe(true);
  expect(validate({ ...document, pluggins: {} })).toBe(false);
});

test("the schema for editors holds nothing but JSON schema", () => {
  expect(JSON.stringify(documentSchema(exampleSections))).not.toContain('"needs"');
});

test("the page has a row for every key, nested ones by their path", () => {
  const page = referencePage(exampleSections);
  expect(page).toContain('| `bootstrap.finish` | `"reboot"` or `"poweroff"` | `"reboot"` |');
  expect(page).toContain("| `users.accounts.<name>.uid` | whole number from 1000 to 59999 |  | Number. |  |");
  expect(page).toContain('| `network.interfaces.<name>.type` | `"bridge"` | required |');
});

test("a key that may hold one thing or a list of them is listed once", () => {
  expect(referencePage([]).match(/`bootstrap\.device\.serial`/g)).toHaveLength(1);
});
