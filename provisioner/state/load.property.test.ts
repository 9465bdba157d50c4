import { Check } from "@sinclair/typebox/value";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../host/json.ts";
import { exampleSections } from "./example-sections.ts";
import { formatProblems } from "./format-problems.ts";
import { loadDocument } from "./load.ts";
import { normaliseDocument } from "./normalise.ts";
import { ajvErrors, composeSchema } from "./schema.ts";

const sample = JSON.stringify(
  {
    version: 1,
    bootstrap: { device: [{ size: ">=100G", pick: "smallest" }, "/dev/sda"], hostname: "a", wipe: true },
    plugins: {
      users: { accounts: { admin: { uid: 1000, ssh_authorized_keys: ["ssh-ed25519 AAAA"] } } },
      network: {
        interfaces: [
          { name: "br0", type: "bridge", ports: ["e0"] },
          { name: "e0", type: "ethernet", mtu: 1500 },
        ],
      },
    },
  },
  null,
  1,
);

function check(text: string): void {
  const { document, problems } = loadDocument(text, "s", exampleSections);
  const lines = text.split("\n").length;
  if (!document) expect(problems.length).toBeGreaterThan(0);
  for (const problem of problems) {
    expect(problem.position?.line).toBeGreaterThanOrEqual(1);
    expect(problem.position?.line).toBeLessThanOrEqual(lines);
    expect(problem.position?.column).toBeGreaterThanOrEqual(1);
  }
  expect(formatProblems("s", problems).split("\n")).toHaveLength(problems.length + 1);
}

test("any text is read or refused, with a place for every problem", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), check));
});

test("a document with a few characters changed is read or refused, with a place for every problem", () => {
  const cut = fc.record({
    at: fc.nat(sample.length),
    length: fc.nat(20),
    put: fc.oneof(
      fc.string({ maxLength: 5 }),
      fc.constantFrom("{", "}", "[", '"', ",", ":", "\n", "*a", "&a ", "!x "),
    ),
  });
  fc.assert(
    fc.property(fc.array(cut, { minLength: 1, maxLength: 4 }), cuts => {
      check(
        cuts.reduce((text, { at, length, put }) => text.slice(0, at) + put + text.slice(at + length), sample),
      );
    }),
    { numRuns: 500 },
  );
});

test("a document with any value in any place is read or refused, with a place for every problem", () => {
  fc.assert(
    fc.property(fc.nat(), fc.jsonValue({ maxDepth: 2 }), (which, value) => {
      const document: Json = JSON.parse(sample);
      const places = placesOf(document);
      places[which % places.length]?.(JSON.parse(JSON.stringify(value)));
      check(JSON.stringify(document, null, 1));
    }),
    { numRuns: 500 },
  );
});

test("what is recognised as good without ajv, ajv has nothing against, and the other way round", () => {
  fc.assert(
    fc.property(fc.nat(), fc.jsonValue({ maxDepth: 2 }), fc.boolean(), (which, value, spoil) => {
      const document: Json = JSON.parse(sample);
      const places = placesOf(document);
      if (spoil) places[which % places.length]?.(JSON.parse(JSON.stringify(value)));
      const canonical = normaliseDocument(document, exampleSections).value;
      const good = Check(composeSchema(exampleSections), canonical);
      expect(ajvErrors(canonical, exampleSections).length === 0).toBe(good);
    }),
    { numRuns: 300 },
  );
});

test("the order of keys changes neither the document nor what is wrong with it", () => {
  const spoilt = sample
    .replace('"hostname"', '"hostnme"')
    .replace("1000", "10")
    .replace('"bridge"', '"brige"');
  fc.assert(
    fc.property(fc.constantFrom(sample, spoilt), fc.infiniteStream(fc.nat()), (text, numbers) => {
      const shuffled = JSON.stringify(shuffle(JSON.parse(text), numbers));
      const [before, after] = [text, shuffled].map(each => loadDocument(each, "s", exampleSections));
      expect(after?.document).toEqual(before?.document);
      expect(pointers(after?.problems)).toEqual(pointers(before?.problems));
    }),
    { numRuns: 50 },
  );
});

function pointers(problems: readonly { pointer: string; found: string }[] | undefined): string[] | undefined {
  return problems?.map(({ pointer, found }) => `${pointer} ${found}`).sort();
}

/** A setter for every value of a document */
function placesOf(value: Json): ((put: Json) => void)[] {
  if (Array.isArray(value))
    return value.flatMap((entry, index) => [
      (put: Json) => {
        value[index] = put;
      },
      ...placesOf(entry),
    ]);
  if (typeof value !== "object" || value === null) return [];
  return Object.keys(value).flatMap(key => [
    (put: Json) => {
      value[key] = put;
    },
    ...placesOf(value[key] ?? null),
  ]);
}

function shuffle(value: Json, numbers: Iterator<number>): Json {
  if (Array.isArray(value)) return value.map(entry => shuffle(entry, numbers));
  if (typeof value !== "object" || value === null) return value;
  const ranked = Object.keys(value).map(key => ({ key, rank: Number(numbers.next().value) }));
  ranked.sort((a, b) => a.rank - b.rank);
  return Object.fromEntries(ranked.map(({ key }) => [key, shuffle(value[key] ?? null, numbers)]));
}
