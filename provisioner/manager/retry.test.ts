import fc from "fast-check";
import { expect, test } from "vitest";
import { pauseAfter } from "./retry.ts";

const chance = fc.double({ min: 0, max: 1, noNaN: true });

test("each pause is longer than any before it, and never longer than the doubled range", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), chance, chance, (attempt, one, other) => {
      expect(pauseAfter(attempt + 1, other)).toBeGreaterThanOrEqual(pauseAfter(attempt, one));
      expect(pauseAfter(attempt, one)).toBeLessThanOrEqual(2 ** attempt);
    }),
  );
});

test("machines that failed together do not come back together", () => {
  expect(pauseAfter(3, 0)).toBe(4);
  expect(pauseAfter(3, 1)).toBe(8);
});
