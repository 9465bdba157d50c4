import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { directory, testHost, writeLedger } from "../ledger/test-ledger.ts";

const run = promisify(execFile);
let folder = "";
let groundstate = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "groundstate-program-"));
  groundstate = join(folder, "groundstate.cjs");
  const entryPoints = [join(import.meta.dirname, "main.ts")];
  await build({
    entryPoints,
    outfile: groundstate,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node18",
  });
});
afterAll(async () => await rm(folder, { recursive: true }));

test("a long output arrives whole at the other end of a pipe whose reader takes its time", async () => {
  const { stdout: quick } = await run(process.execPath, [groundstate, "schema"]);
  const child = spawn("bash", [
    "-c",
    '"$0" "$1" schema | { sleep 0.3; cat; }',
    process.execPath,
    groundstate,
  ]);

  const slow = await text(child.stdout);

  expect(slow.length).toBeGreaterThan(2 ** 16); // what a pipe holds
  expect(JSON.parse(slow)).toEqual(JSON.parse(quick));
});

test("a reader that goes away is no crash: what is being done goes on to its end", async () => {
  const { host, remove } = await testHost();
  await writeLedger(host, 300); // more than a pipe holds
  const words = ["ledger", "show", "--json", "--directory", host.files.path(directory)];
  const script = '"$@" | head -c 1; echo "$PIPESTATUS"';
  const child = spawn("bash", ["-c", script, "bash", process.execPath, groundstate, ...words]);

  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);

  expect({ out, err }).toEqual({ out: "{0\n", err: "" });
  await remove();
});

test("hash-password reads the password from standard input and prints its hash alone", async () => {
  const child = spawn(process.execPath, [groundstate, "hash-password"]);
  child.stdin.end("correct horse\n");
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);

  expect(out).toMatch(/^\$6\$[^$\s]+\$[^$\s]{86}\n$/);
  expect(err).toBe("");
});

test("no password is a mistake, status 2", async () => {
  const child = spawn(process.execPath, [groundstate, "hash-password"]);
  child.stdin.end();
  const [err, [status]] = await Promise.all([text(child.stderr), once(child, "close")]);

  expect(status).toBe(2);
  expect(err).toContain("needs a password");
});

test("on a terminal hash-password asks, and what is typed never appears", async () => {
  // script(1) gives it a terminal, and shows all that this terminal shows
  const command = `'${process.execPath}' '${groundstate}' hash-password`;
  const child = spawn("script", ["--quiet", "--return", "--command", command, "/dev/null"]);
  let shown = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    if (!shown.includes("Password: ") && (shown + chunk).includes("Password: "))
      child.stdin.write("correct horse\r");
    shown += chunk;
  });
  const [status] = await once(child, "close");

  expect(status).toBe(0);
  expect(shown).toMatch(/^Password: \s+\$6\$\S+\s*$/);
});

test.each([
  ["on a terminal history has colours", "", true],
  ["with NO_COLOR it has none", "NO_COLOR=1", false],
  ["a pipe gets none", "| cat", false],
])("%s", async (_what, how, colours) => {
  const { host, remove } = await testHost();
  await writeLedger(host, 3);
  const history = `'${process.execPath}' '${groundstate}' history --directory '${host.files.path(directory)}'`;
  const command = how.startsWith("|") ? `${history} ${how}` : `${how} ${history}`;

  const { stdout } = await run("script", ["--quiet", "--return", "--command", command, "/dev/null"], {
    env: { PATH: process.env["PATH"], TERM: "xterm" },
  });

  expect(stdout).toContain("OUTCOME");
  expect(stdout.includes("\u001b[")).toBe(colours);
  await remove();
});

test("hash-password --json prints one JSON value", async () => {
  const child = spawn(process.execPath, [groundstate, "hash-password", "--json"]);
  child.stdin.end("correct horse\n");

  expect(JSON.parse(await text(child.stdout))).toEqual({ password_hash: expect.stringMatching(/^\$6\$/) });
});

test("the shell hears of a document that is refused: status 2", async () => {
  const document = join(folder, "refused.json");
  await writeFile(document, '{"version": 2}');

  await expect(run(process.execPath, [groundstate, "check", document])).rejects.toMatchObject({ code: 2 });
});

test("a command of the installer's package says which package it is when that is not there", async () => {
  const failed = run(process.execPath, [groundstate, "bootstrap", "/dev/none", "none.json"], {
    env: { PATH: "/nowhere" },
  });

  await expect(failed).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining("groundstate-installer"),
  });
});
