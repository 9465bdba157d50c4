import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { build } from "esbuild";
import { expect, onTestFinished, test } from "vitest";
import { takeLock } from "../host/lock.ts";
import { lockPath, statusPath } from "./paths.ts";

test("Ctrl-C on a terminal reaches neither the running program nor the lock; the program ends, then all is rolled back", async () => {
  const root = await mkdtemp(join(tmpdir(), "groundstate-interrupted-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const script = join(root, "apply.cjs");
  const entryPoint = join(import.meta.dirname, "interrupted-apply.fixture.ts");
  await build({ entryPoints: [entryPoint], outfile: script, bundle: true, platform: "node", format: "cjs" });
  const child = spawn(process.execPath, [script, root], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const output = new PassThrough({ encoding: "utf8" });
  for (const stream of [child.stdout, child.stderr]) stream.pipe(output, { end: false });
  let said = "";
  output.on("data", text => {
    said += text;
  });
  const saying = async (words: string): Promise<void> => {
    while (!said.includes(words)) await once(output, "data");
  };
  // as a terminal does: the signal goes to everybody in the process group
  const pressCtrlC = (): boolean => process.kill(-(child.pid ?? 0), "SIGINT");

  await saying("writing a");
  pressCtrlC();
  await saying("SIGINT: the running action may end");
  pressCtrlC();
  await expect(takeLock(root + lockPath, "the apply")).rejects.toMatchObject({ kind: "busy" });
  await writeFile(join(root, "go"), "");
  const [status] = await once(child, "close");

  expect(status).toBe(1);
  const files = await readdir(root);
  expect(files).toContain("ended-a");
  expect(files).not.toContain("ended-b");
  expect(files).not.toContain("notes");
  expect(said).toContain("interrupted by SIGINT; everything was rolled back");
  expect(await readdir(join(root, "var/lib/groundstate"))).not.toContain("transaction.holder");
  expect(JSON.parse(await readFile(root + statusPath, "utf8"))).toMatchObject({
    state: "failed",
  });
});
