import fc from "fast-check";
import { expect, test } from "vitest";
import { escapePath } from "./unit-names.ts";

test.each([
  ["/", "-"],
  ["/data", "data"],
  ["/var/lib/my-dir.x", "var-lib-my\\x2ddir.x"],
  ["/a@b", "a\\x40b"],
  ["/.hidden/.inner", "\\x2ehidden-.inner"],
  ["/srv//twice/", "srv-twice"],
])("%s is %s, as systemd-escape --path has it", (path, escaped) => {
  expect(escapePath(path)).toBe(escaped);
});

test("no two paths share the name of a unit", () => {
  const path = fc
    .array(fc.stringMatching(/^[A-Za-z0-9@._:+=,-]{1,4}$/), { minLength: 1, maxLength: 3 })
    .map(names => `/${names.join("/")}`);
  fc.assert(
    fc.property(path, path, (one, other) => (escapePath(one) === escapePath(other)) === (one === other)),
  );
});
