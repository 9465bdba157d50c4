import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { takeLock } from "./lock.ts";

test("a lock is held by one at a time, and free once it is released", async () => {
  const root = await mkdtemp(join(tmpdir(), "groundstate-lock-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const path = join(root, "lock");

  const first = await takeLock(path, "nobody");
  await expect(takeLock(path, "the first one")).rejects.toMatchObject({ kind: "busy" });
  await expect(takeLock(path, "the first one")).rejects.toThrow("the first one");

  await first.release();
  const second = await takeLock(path, "nobody");
  await second.release();
});
