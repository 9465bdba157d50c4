import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { codeCachePath, readCodeCache } from "./code-cache.ts";

let folder = "";
let command = "";
let bundle = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "groundstate-start-"));
  bundle = join(folder, "lib/program.cjs");
  command = join(folder, "bin/program");
  const options = { bundle: true, platform: "node", format: "cjs", target: "node18" } as const;
  for (const [name, outfile] of [
    ["start", "lib/program"],
    ["compile", "lib/compile.cjs"],
  ] as const)
    await build({
      ...options,
      entryPoints: [`provisioner/start/${name}.ts`],
      outfile: join(folder, outfile),
    });
  await mkdir(join(folder, "bin"));
  await symlink("../lib/program", command);
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => rm(codeCachePath(bundle), { force: true }));

/** A program that says what it was handed, in the form that bundles have */
async function writeProgram(word: string): Promise<void> {
  const text = `console.log(${JSON.stringify(word)}, __filename, require("node:path").sep, process.argv.slice(2));`;
  await writeFile(bundle, `#!/usr/bin/env node\n${text}\n`);
}

const execute = promisify(execFile);
const node = (args: readonly string[]): Promise<{ stdout: string }> => execute(process.execPath, args);
const start = async (): Promise<string> => (await node([command, "--flag", "value"])).stdout;
const compile = (): Promise<unknown> => node([join(folder, "lib/compile.cjs"), bundle]);

test("a program starts the same, compiled before or not", async () => {
  await writeProgram("hello");
  const plain = await start();

  await compile();

  expect(plain).toBe(`hello ${bundle} / [ '--flag', 'value' ]\n`);
  expect(readCodeCache(bundle)?.length).toBeGreaterThan(0);
  expect(await start()).toBe(plain);
});

test("a bundle that was replaced by another of the same size runs as what it is now", async () => {
  await writeProgram("old");
  await compile();

  await writeProgram("new");
  await utimes(bundle, 1, 1);

  expect(await start()).toMatch(/^new /);
});

test("compiled code that V8 cannot use is left aside", async () => {
  await writeProgram("hello");
  await compile();
  const compiled = await readFile(codeCachePath(bundle));
  compiled.fill(0xff, 16);
  await writeFile(codeCachePath(bundle), compiled);

  expect(await start()).toMatch(/^hello /);
});

test("compiling leaves nothing beside its one file, which everybody may read", async () => {
  await writeProgram("hello");
  await compile();

  expect((await stat(codeCachePath(bundle))).mode & 0o777).toBe(0o644);
  await expect(stat(`${codeCachePath(bundle)}.new`)).rejects.toThrow("ENOENT");
});
