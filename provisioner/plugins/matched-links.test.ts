import { expect, test } from "vitest";
import type { Json } from "../host/json.ts";
import { matchedNameProblems } from "./matched-links.ts";

function problems(name: string, match: Json) {
  const plugins = { network: { interfaces: { wan: { type: "ethernet", match }, lan: { type: "bridge" } } } };
  return matchedNameProblems(name, "/at", { version: 1, plugins });
}

test.each([{ name: "enp1s0" }, { name: "en*" }, { name: "[ep]*", mac: "02:00:00:00:00:01" }])(
  "a name that the document gives to what fits %j is no link",
  match => {
    expect(problems("wan", match)).toMatchObject([{ pointer: "/at", found: expect.stringContaining("wan") }]);
    expect(problems("lan", match)).toEqual([]);
    expect(problems("eth0", match)).toEqual([]);
  },
);

test("the link is named when the match says which it is, and refused when it cannot be this one", () => {
  expect(problems("wan", { name: "enp1s0" })[0]).toMatchObject({ fix: "write enp1s0" });
  expect(problems("wan", { name: "en*" })[0]?.severity).toBeUndefined();
});

test("a link chosen by hardware may well have this name: a warning", () => {
  expect(problems("wan", { mac: "02:00:00:00:00:01" })[0]?.severity).toBe("warning");
  expect(problems("wan", { name: "wan" })).toEqual([]);
});
