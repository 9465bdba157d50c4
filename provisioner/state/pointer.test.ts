import fc from "fast-check";
import { expect, test } from "vitest";
import { childOf, joinPointer, parentPointer, splitPointer } from "./pointer.ts";

test("any key comes back out of a pointer", () => {
  fc.assert(
    fc.property(fc.array(fc.string()), keys => {
      const pointer = joinPointer("", ...keys);
      expect(splitPointer(pointer)).toEqual(keys);
      expect(parentPointer(pointer)).toBe(joinPointer("", ...keys.slice(0, -1)));
    }),
  );
});

test("only a document's own keys are children", () => {
  expect(childOf({ a: 1 }, "a")).toBe(1);
  expect(childOf({}, "constructor")).toBeUndefined();
  expect(childOf([7], "0")).toBe(7);
  expect(childOf([7], "length")).toBeUndefined();
  expect(childOf("text", "0")).toBeUndefined();
});
