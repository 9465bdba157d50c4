import { expect, test } from "vitest";
import { atLeast, atMost, figureLine } from "./figure.ts";

test("a figure that misses what it has to reach says so", () => {
  expect(figureLine(atMost("status", 121, 120, " ms"))).toContain("121 ms; at most 120 ms: MISSED");
  expect(figureLine(atLeast("verify", 29.9, 30, ""))).toContain("MISSED");
});

test("a figure at its limit is reached", () => {
  expect(atMost("status", 120, 120, " ms").reached).toBe(true);
  expect(atLeast("verify", 30, 30, "").reached).toBe(true);
});
