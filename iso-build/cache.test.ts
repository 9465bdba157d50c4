import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cached, forget } from "./cache.ts";

let cache = "";
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), "groundstate-cache-"));
});
afterEach(async () => await rm(cache, { recursive: true }));

const build = async (directory: string): Promise<void> => await writeFile(join(directory, "made"), "");

test("the same inputs are built once, other inputs again", async () => {
  const first = await cached(cache, "base", { packages: ["a"] }, build);
  const second = await cached(cache, "base", { packages: ["a"] }, build);
  const third = await cached(cache, "base", { packages: ["a", "b"] }, build);
  expect([first.reused, second.reused, third.reused]).toEqual([false, true, false]);
  expect(second.directory).toBe(first.directory);
  expect(await readdir(third.directory)).toContain("made");
});

test("a build that fails leaves nothing that a later one would take for finished", async () => {
  const fail = async (directory: string): Promise<void> => {
    await build(directory);
    throw new Error("no space left");
  };
  await expect(cached(cache, "base", {}, fail)).rejects.toThrow("no space left");
  expect((await cached(cache, "base", {}, build)).reused).toBe(false);
});

test("old results make room, other names keep theirs", async () => {
  await cached(cache, "live", {}, build);
  for (const version of [1, 2, 3, 4, 5]) await cached(cache, "base", { version }, build);
  const names = (await readdir(join(cache, "layers"))).map(name => name.replace(/-.*/, "")).sort();
  expect(names).toEqual(["base", "base", "base", "live"]);
});

test("what was made from a forgotten result is made again as well", async () => {
  const before = await cached(cache, "base", {}, build);
  await forget(cache, "base");
  const after = await cached(cache, "base", {}, build);
  expect(after.reused).toBe(false);
  expect(after.key).not.toBe(before.key);
});
