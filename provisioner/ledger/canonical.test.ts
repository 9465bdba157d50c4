import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "./canonical.ts";

const json = fc.letrec(tie => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.string({ unit: "grapheme" }),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value")),
    fc.dictionary(fc.string({ unit: "grapheme" }), tie("value")),
  ),
})).value;

describe("canonical JSON", () => {
  it("orders keys by UTF-16 code units, as in the example of RFC 8785", () => {
    const keys = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7 };
    expect(canonicalJson(keys)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
  });

  it("escapes what RFC 8785 escapes and nothing else", () => {
    const text = '€$\u000f\nA\'B"\\\\"/\b\t\f\r\u001f\u007f\u2028';
    expect(canonicalJson(text)).toBe('"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\\b\\t\\f\\r\\u001f\u007f\u2028"');
  });

  it("writes a value that was read again in the same bytes, in whatever order its keys came", () => {
    fc.assert(
      fc.property(json, value => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(canonicalJson(reversed(value))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it.each([
    [{ a: [0, { "b/c~d": 1.5 }] }, "/a/1/b~1c~0d", "the number 1.5"],
    [{ a: 2 ** 53 }, "/a", "the number 9007199254740992"],
    [[Number.NaN], "/0", "the number NaN"],
    [{ a: { b: "\ud800" } }, "/a/b", "half a surrogate pair"],
    [{ "\udc00": 1 }, "/\udc00", "half a surrogate pair"],
    [{ a: new Date(0) }, "/a", "not plain"],
    [{ a: 1n }, "/a", "bigint"],
    [[undefined], "/0", "undefined"],
  ])("refuses %o at %s", (value, pointer, found) => {
    expect(() => canonicalJson(value)).toThrow(pointer);
    expect(() => canonicalJson(value)).toThrow(found);
  });

  it("refuses nesting that would exhaust the stack", () => {
    let value: unknown = 1;
    for (let depth = 0; depth < 20_000; depth++) value = [value];
    expect(() => canonicalJson(value)).toThrow("levels of nesting");
  });

  it("leaves out members that are undefined", () => {
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}
