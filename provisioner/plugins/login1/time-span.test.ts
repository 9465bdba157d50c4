import fc from "fast-check";
import { expect, test } from "vitest";
import { microseconds } from "./time-span.ts";

test.each([
  ["5", 5_000_000n],
  ["1h 30min", 5_400_000_000n],
  ["1m30s", 90_000_000n],
  ["2days", 172_800_000_000n],
  ["1week", 604_800_000_000n],
  ["250ms", 250_000n],
  ["7us", 7n],
  ["infinity", 18_446_744_073_709_551_615n],
])("%s is as long as systemd reads it", (span, expected) => {
  expect(microseconds(span)).toBe(expected);
});

test("the order of the parts makes no difference", () => {
  const parts = fc.uniqueArray(
    fc.record({ number: fc.nat(9999), unit: fc.constantFrom("us", "ms", "s", "min", "h", "d", "w") }),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(parts, list => {
      const words = list.map(({ number, unit }) => `${number}${unit}`);
      expect(microseconds(words.join(" "))).toBe(microseconds(words.reverse().join("")));
    }),
  );
});
