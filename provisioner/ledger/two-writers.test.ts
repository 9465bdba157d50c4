import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { build } from "esbuild";
import { expect, onTestFinished, test } from "vitest";
import { blocksOf, directory, testHost, writeLedger } from "./test-ledger.ts";
import { verifyLedger } from "./verify.ts";

test("two processes that write at the same time never come between each other's blocks", async () => {
  const { host, remove } = await testHost();
  onTestFinished(remove);
  await writeLedger(host, 1);
  const script = host.files.path("/writer.cjs");
  const entryPoint = join(import.meta.dirname, "two-writers.fixture.ts");
  await build({ entryPoints: [entryPoint], outfile: script, bundle: true, platform: "node", format: "cjs" });

  const writers = ["one", "two"].map(name =>
    spawn(process.execPath, [script, host.files.root, name], { stdio: ["pipe", "pipe", "inherit"] }),
  );
  await Promise.all(writers.map(({ stdout }) => once(stdout, "data")));
  const refusals = writers.map(({ stdout }) => once(stdout, "data"));
  for (const { stdin } of writers) stdin.end();
  const ends = await Promise.all(writers.map(writer => once(writer, "exit")));

  expect(ends).toEqual([
    [0, null],
    [0, null],
  ]);
  expect(await verifyLedger(host, directory)).toMatchObject({ blocks: 1 + 2 * 12 * 3, problems: [] });
  const [, ...written] = (await blocksOf(host)).map(({ txn }) => txn);
  const sessions = written.filter((txn, index) => txn !== written[index - 1]);
  expect(sessions).toEqual([...new Set(sessions)]);
  expect(sessions).toHaveLength(2 * 12);
  const refused = (await Promise.all(refusals)).map(([text]) => Number(text));
  expect(Math.max(...refused), "how often one of them had to wait").toBeGreaterThan(0);
});
