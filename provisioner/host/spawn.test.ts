import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { start } from "./spawn.ts";

test("what a started program says goes to its log, and its status is the answer", async () => {
  const log = join(await mkdtemp(join(tmpdir(), "spawn-")), "log");

  const program = start("findmnt", ["--no-such-option"], { log });

  expect(await program.wait(20)).toBeGreaterThan(0);
  expect(await readFile(log, "utf8")).toContain("no-such-option");
});

test("a program that runs on is ended by its pid", async () => {
  const log = join(await mkdtemp(join(tmpdir(), "spawn-")), "log");

  const program = start("dd", ["if=/dev/zero", "of=/dev/null"], { log });

  expect(await program.wait(0.2)).toBeUndefined();
  await program.kill();
  expect(await program.exited).toBe(-1);
  expect(() => process.kill(program.pid, 0)).toThrow();
});
