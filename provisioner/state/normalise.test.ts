import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../host/json.ts";
import { exampleSections } from "./example-sections.ts";
import { normaliseDocument } from "./normalise.ts";

function canonical(document: Json): Json {
  return normaliseDocument(document, exampleSections).value;
}

test("sections at the top level are the same document as sections below plugins", () => {
  const users = { accounts: { admin: { uid: 1000 } } };
  expect(canonical({ version: 1, users })).toEqual(canonical({ version: 1, plugins: { users } }));
  expect(canonical({ version: 1, users })).toEqual({ version: 1, plugins: { users } });
});

test("net is network, in either place", () => {
  const section = { interfaces: { br0: { type: "bridge" } } };
  expect(canonical({ version: 1, net: section })).toEqual({ version: 1, plugins: { network: section } });
  expect(canonical({ version: 1, plugins: { net: section } })).toEqual({
    version: 1,
    plugins: { network: section },
  });
});

test("a section's own plugin brings lists into map form", () => {
  expect(canonical({ version: 1, network: { interfaces: [{ name: "br0", type: "bridge" }] } })).toEqual({
    version: 1,
    plugins: { network: { interfaces: { br0: { type: "bridge" } } } },
  });
});

test("a document without sections has none, and the note for editors is dropped", () => {
  expect(canonical({ version: 1, $schema: "./schema.json" })).toEqual({ version: 1, plugins: {} });
});

test("one section in two places is a problem, not a merge", () => {
  const { problems } = normaliseDocument({ net: {}, plugins: { network: {} } }, exampleSections);
  expect(problems.map(problem => problem.pointer)).toEqual(["/net"]);
  expect(problems[0]?.found).toBe("the section network a second time (it also stands at /plugins/network)");
});

test("a plugin that cannot read its section leaves it for the schema to refuse", () => {
  const failing = exampleSections.map(section => ({
    ...section,
    normalise: (): Json => {
      throw new TypeError("not what I know");
    },
  }));
  expect(normaliseDocument({ users: [1] }, failing).value).toEqual({ plugins: { users: [1] } });
});

test("normalising twice is normalising once, whatever comes in", () => {
  const section = fc.oneof(fc.jsonValue(), interfaces);
  const key = fc.constantFrom(
    "version",
    "plugins",
    "net",
    "network",
    "users",
    "metadata",
    "$schema",
    "other",
  );
  const document = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(key, fc.oneof(section, fc.dictionary(key, section))),
  );
  fc.assert(
    fc.property(document, written => {
      const once = canonical(asJson(written));
      expect(canonical(once)).toEqual(once);
    }),
  );
});

const interfaces = fc.record({
  interfaces: fc.array(fc.record({ name: fc.constantFrom("br0", "eth0"), type: fc.constant("bridge") })),
});

function asJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value));
}
