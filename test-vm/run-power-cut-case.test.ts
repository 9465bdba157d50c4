import { expect, test } from "vitest";
import { isRecovery } from "./run-power-cut-case.ts";

test("only a block that says so counts as a recovery", () => {
  const block = { action: "recover", phase: "abort", data: { rolled_back: true } };

  expect(isRecovery(JSON.stringify(block))).toBe(true);
  expect(isRecovery(JSON.stringify({ ...block, data: { rolled_back: false } }))).toBe(false);
  expect(isRecovery(JSON.stringify({ ...block, action: "apply", phase: "commit" }))).toBe(false);
  expect(isRecovery("")).toBe(false);
});
