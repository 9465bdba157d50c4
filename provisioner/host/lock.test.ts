import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
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

test("a lock outlives the signals that end the programs of a terminal or of a unit", async () => {
  const root = await mkdtemp(join(tmpdir(), "groundstate-lock-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const path = join(root, "lock");
  const first = await takeLock(path, "nobody");
  const ours = readdirSync("/proc").filter(pid => /^\d+$/.test(pid) && commandOf(pid).includes(path));
  expect(ours).not.toEqual([]);

  for (const pid of ours) process.kill(Number(pid), "SIGTERM");
  await setTimeout(100); // time enough for whoever listens to it

  await expect(takeLock(path, "the first one")).rejects.toMatchObject({ kind: "busy" });
  await first.release();
});

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return ""; // it ended meanwhile
  }
}
