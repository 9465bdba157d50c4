import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import type { PlannedAction } from "../contract/plugin.ts";
import { paintFor } from "./colour.ts";
import { planLines, shownAction } from "./plan-lines.ts";

const secret = "$6$salt$notarealhash";

const account: PlannedAction = {
  plugin: "users",
  kind: "create",
  resource: "account/admin",
  summary: "create account admin",
  changes: [{ path: "password_hash", to: "(secret)" }],
  class: "reversible",
  phase: "configure",
  files: ["/etc/passwd"],
  operations: [{ do: "set password", hash: secret }],
  apply: async () => undefined,
};

test("a plan shows what changes, in text and in JSON, and never what apply needs to know", () => {
  const text = planLines([account], 3).join("\n");
  const json = JSON.stringify(shownAction(account));

  expect(text).toBe(
    "+ users  create account admin\n           password_hash: unset -> (secret)\n1 to change, 3 hold",
  );
  expect(json).toContain('"resource":"account/admin"');
  expect(text + json).not.toContain(secret);
});

test("the values of several changes stand below each other", () => {
  const changes = [
    { path: "uid", from: 1000, to: 1001 },
    { path: "shell", to: "/bin/sh" },
  ];

  expect(planLines([{ ...account, changes }], 0).slice(1, 3)).toEqual([
    "           uid:   1000 -> 1001",
    "           shell: unset -> /bin/sh",
  ]);
});

test("colour marks what is created and what cannot be done; without it the text is the same", () => {
  const refused = { ...account, refused: "no backend for ovs-bridge yet" };

  const coloured = planLines([refused], 0, paintFor({ isTTY: true }, {})).join("\n");

  expect(coloured).toContain("\u001b[32m+\u001b[0m users  create account admin");
  expect(coloured).toContain("\u001b[31mcannot be done: no backend for ovs-bridge yet\u001b[0m");
  expect(stripVTControlCharacters(coloured)).toBe(planLines([refused], 0).join("\n"));
});

test("what cannot be done says so below its line", () => {
  const refused = { ...account, changes: [], refused: "no backend for ovs-bridge yet" };

  expect(planLines([refused], 0)).toContain("           cannot be done: no backend for ovs-bridge yet");
});

test("what differs and is left alone says so below its line, and is not counted as a change", () => {
  const told: PlannedAction = {
    ...account,
    summary: "mount of / is not as the default layout has it",
    changes: [],
    class: "irreversible",
    advisory: "subvol is /old, not /@",
  };

  expect(planLines([account, told], 3).slice(-3)).toEqual([
    "+ users  mount of / is not as the default layout has it",
    "           left alone: subvol is /old, not /@",
    "1 to change, 1 left alone, 3 hold",
  ]);
  expect(shownAction(told)).toMatchObject({ advisory: "subvol is /old, not /@" });
});
