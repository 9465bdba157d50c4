import { expect, test } from "vitest";
import { fits } from "./pattern.ts";

test.each([
  ["ens18", "en*", true],
  ["eth0", "en*", false],
  ["eth0", "eth?", true],
  ["eth10", "eth?", false],
  ["eth3", "eth[1-3]", true],
  ["eth3", "eth[!1-3]", false],
  ["a.b", "a.b*", true],
  ["axb", "a.b*", false],
  ["eth0", "eth0", true],
])("%s against %s", (name, pattern, expected) => {
  expect(fits(name, pattern)).toBe(expected);
});
