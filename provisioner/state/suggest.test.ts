import { expect, test } from "vitest";
import { closest } from "./suggest.ts";

const keys = ["device", "hostname", "domain", "timezone", "locale", "finish"];

test.each([
  ["hostnme", "hostname"],
  ["host-name", "hostname"],
  ["Hostname", "hostname"],
  ["timzeone", "timezone"],
  ["devices", "device"],
  ["finsih", "finish"],
])("%s most likely means %s", (word, meant) => {
  expect(closest(word, keys)).toBe(meant);
});

test.each(["kernel", "x", "", "wipe"])("nothing is near %j", word => {
  expect(closest(word, keys)).toBeUndefined();
});
