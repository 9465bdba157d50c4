import { expect, test } from "vitest";
import { isCommit, isRecovery } from "./recovery-questions.ts";

test("only a block that says so counts as a recovery", () => {
  const block = { action: "recover", phase: "abort", data: { rolled_back: true } };

  expect(isRecovery(JSON.stringify(block))).toBe(true);
  expect(isRecovery(JSON.stringify({ ...block, data: { rolled_back: false } }))).toBe(false);
  expect(isRecovery(JSON.stringify({ ...block, action: "apply", phase: "commit" }))).toBe(false);
  expect(isRecovery("")).toBe(false);
});

test("only a transaction that says so has changed the machine", () => {
  expect(isCommit(JSON.stringify({ action: "apply", phase: "commit" }))).toBe(true);
  expect(isCommit(JSON.stringify({ action: "recover", phase: "abort" }))).toBe(false);
  expect(isCommit("nothing (exit 1)")).toBe(false);
});
