import { expect, test } from "vitest";
import { checkTemplates } from "./templates.ts";

test("a template of another release is found before anything is written", () => {
  const containers = { a: { template: "base" }, b: { template: "debian-12" }, c: { template: "debian-13" } };
  const document = { version: 1 as const, plugins: { lxc: { containers } } };

  expect(checkTemplates(document, "trixie").map(problem => problem.pointer)).toEqual([
    "/plugins/lxc/containers/b/template",
  ]);
  expect(checkTemplates(document, "bookworm").map(problem => problem.pointer)).toEqual([
    "/plugins/lxc/containers/c/template",
  ]);
});
