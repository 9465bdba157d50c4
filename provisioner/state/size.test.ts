import fc from "fast-check";
import { expect, test } from "vitest";
import { formatSize, parseSize, parseSizeComparison, sizeMatches } from "./size.ts";

test.each([
  ["4096", 4096],
  ["1B", 1],
  ["1K", 1024],
  ["512M", 536_870_912],
  ["512MiB", 536_870_912],
  ["8G", 8_589_934_592],
  ["1.5G", 1_610_612_736],
  ["100GB", 100_000_000_000],
  ["2 T", 2_199_023_255_552],
])("%s is %i bytes", (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});

test.each(["", "G", "-1G", "1g", "1GG", "1e3", "remaining", "50%", "99999999P"])("%j is no size", text => {
  expect(parseSize(text)).toBeUndefined();
});

test("a comparison has an operator and a size", () => {
  expect(parseSizeComparison(">=100G")).toEqual({ operator: ">=", bytes: 107_374_182_400 });
  expect(parseSizeComparison("< 2T")).toEqual({ operator: "<", bytes: 2_199_023_255_552 });
  expect(parseSizeComparison("100G")).toBeUndefined();
  expect(parseSizeComparison(">=big")).toBeUndefined();
});

test("a 16 GiB disk is at least 8G, not more than 16G, exactly 16G", () => {
  const disk = 17_179_869_184;
  expect([">=8G", ">16G", "<=16G", "<16G", "=16G", "nonsense"].map(text => sizeMatches(text, disk))).toEqual([
    true,
    false,
    true,
    false,
    true,
    false,
  ]);
});

test("what formatSize writes for whole units, parseSize reads back", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1023 }), fc.integer({ min: 0, max: 4 }), (amount, power) => {
      const bytes = amount * 1024 ** power;
      expect(parseSize(formatSize(bytes))).toBe(bytes);
    }),
  );
  expect(formatSize(0)).toBe("0");
  expect(formatSize(1_610_612_736)).toBe("1.5G");
});
