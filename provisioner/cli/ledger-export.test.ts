import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { extract } from "tar";
import { expect, onTestFinished, test } from "vitest";
import { run } from "../host/run.ts";
import { ledgerPaths } from "../ledger/block.ts";
import { directory, ledgerBytes, type TestHost, testHost, writeLedger } from "../ledger/test-ledger.ts";
import { type Answer, commandLine } from "./command-line.fixture.ts";

const { ledger, privateKey } = ledgerPaths(directory);

test("an export holds the ledger byte by byte and its public key, is for its owner alone, and has no private key", async () => {
  const machine = await machineWithLedger();

  const { out, status } = await exportTo(machine, "/root/kept.tar.gz");
  const folder = await unpacked(machine, "/root/kept.tar.gz");

  expect(status).toBe(0);
  expect(out).toMatch(/^\/root\/kept\.tar\.gz: 5 blocks; head 4:[0-9a-f]{64}; key SHA256:\S+\n/);
  expect((await stat(machine.host.files.path("/root/kept.tar.gz"))).mode & 0o777).toBe(0o600);
  expect((await readdir(folder)).sort()).toEqual(["ledger.jsonl", "ledger.pub", "verify.sh"]);
  expect(await readFile(join(folder, "ledger.jsonl"))).toEqual(await ledgerBytes(machine.host));
  const secret = (await machine.host.files.read(privateKey))?.split("\n")[1] ?? "";
  expect(secret).toHaveLength(64);
  for (const name of await readdir(folder))
    expect(await readFile(join(folder, name), "utf8")).not.toContain(secret);
});

test("who has the export checks it with bash and openssl, and gets the head and the key that groundstate names", async () => {
  const machine = await machineWithLedger();
  await exportTo(machine, "/kept.tar.gz");
  const folder = await unpacked(machine, "/kept.tar.gz");

  const { out } = await commandLine({ ...machine, plugins: [] }, "ledger", "verify");

  expect(out).toMatch(/^5 blocks, all hold; /);
  expect(await verifyScriptSays(folder)).toEqual({ exit: 0, said: out.trim() });
});

test.each<[string, (lines: string[]) => string[], string]>([
  [
    "whose content was changed",
    replacedIn(2, "sudo", "root"),
    "block 2: it does not have the hash that it names",
  ],
  [
    "from which a block was taken",
    lines => lines.toSpliced(3, 1),
    "block 3: another block stands in its place",
  ],
  [
    "whose blocks were swapped",
    ([a = "", b = "", ...rest]) => [b, a, ...rest],
    "block 0: another block stands in its place",
  ],
  [
    "whose signature was changed",
    replacedIn(4, /"signature":"..../, '"signature":"AAAA'),
    "block 4: it is not signed with ledger.pub",
  ],
  ["in which a line is no block", () => ["{}"], "block 0: no block"],
  ["that is empty", () => [], "block 0: there is none"],
])("the script of an export finds a ledger %s", async (_what, change, verdict) => {
  const machine = await machineWithLedger();
  await exportTo(machine, "/kept.tar.gz");
  const folder = await unpacked(machine, "/kept.tar.gz");
  const lines = (await readFile(join(folder, "ledger.jsonl"), "utf8")).trimEnd().split("\n");

  await writeFile(
    join(folder, "ledger.jsonl"),
    change(lines)
      .map(line => `${line}\n`)
      .join(""),
  );

  expect(await verifyScriptSays(folder)).toEqual({ exit: 1, said: verdict });
});

test("a line that is being written is left out of the export", async () => {
  const machine = await machineWithLedger();
  const whole = await ledgerBytes(machine.host);
  await writeFile(machine.host.files.path(ledger), Buffer.concat([whole, Buffer.from('{"action":"mod')]));

  expect(await exportTo(machine, "/kept.tar.gz")).toMatchObject({ status: 0 });

  expect(await readFile(join(await unpacked(machine, "/kept.tar.gz"), "ledger.jsonl"))).toEqual(whole);
});

test("a ledger that does not verify is exported all the same, and exits 6", async () => {
  const machine = await machineWithLedger();
  const text = (await ledgerBytes(machine.host)).toString().replace("sudo", "root");
  await writeFile(machine.host.files.path(ledger), text);

  const { out, status } = await exportTo(machine, "/kept.tar.gz", "--json");

  expect(status).toBe(6);
  expect(JSON.parse(out)).toMatchObject({ file: "/kept.tar.gz", blocks: 5, problems: 1 });
  expect(await readdir(await unpacked(machine, "/kept.tar.gz"))).toContain("ledger.jsonl");
});

test("where the export cannot be written, the message names the place", async () => {
  const machine = await machineWithLedger();

  const { err, status } = await exportTo(machine, directory);

  expect(status).toBe(1);
  expect(err).toContain(`cannot write ${directory}: found `);
});

/** Five blocks */
async function machineWithLedger(): Promise<TestHost> {
  const machine = await testHost();
  onTestFinished(() => machine.remove());
  await writeLedger(machine.host, 5);
  return machine;
}

async function exportTo({ host }: TestHost, file: string, ...words: string[]): Promise<Answer> {
  return await commandLine({ host, plugins: [] }, "ledger", "export", file, ...words);
}

async function unpacked({ host }: TestHost, file: string): Promise<string> {
  const folder = host.files.path("/unpacked");
  await mkdir(folder);
  await extract({ file: host.files.path(file), cwd: folder });
  return join(folder, "groundstate-ledger");
}

async function verifyScriptSays(folder: string): Promise<{ exit: number; said: string }> {
  const { exit, stdout } = await run("bash", [join(folder, "verify.sh")], { allowedExits: [0, 1] });
  return { exit, said: stdout.trim() };
}

function replacedIn(line: number, from: string | RegExp, to: string): (lines: string[]) => string[] {
  return lines => lines.map((text, index) => (index === line ? text.replace(from, to) : text));
}
