import { expect, test } from "vitest";
import { isWhere } from "./cut-apply.ts";

const block = (phase: string, data: object): string =>
  JSON.stringify({ category: "transaction", txn: "t", phase, data });

test("the power goes after the block that the case names, and after no other", () => {
  const lines = [
    "users: create account courier",
    block("intent", { actions: [{ resource: "account/courier" }] }),
    block("done", { resource: "keys/courier" }),
    block("done", { resource: "account/courier" }),
    block("commit", {}),
    block("done", { resource: "account/courier" }).slice(0, -9),
  ];

  expect(lines.map(line => isWhere(line, { after: "intent" }))).toEqual([
    ...[false, true, false, false, false, false],
  ]);
  expect(lines.map(line => isWhere(line, { after: "account/courier" }))).toEqual([
    ...[false, false, false, true, false, false],
  ]);
});
