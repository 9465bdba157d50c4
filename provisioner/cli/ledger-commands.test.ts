import { readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { ledgerPaths } from "../ledger/block.ts";
import { machineInFolder } from "../manager/machine.fixture.ts";
import type { Machine } from "../manager/machine.ts";
import { notePlugin } from "../manager/note-plugin.fixture.ts";
import { stateDirectory } from "../manager/paths.ts";
import { applyNotes, cutAfterFirstWrite } from "../manager/transaction.fixture.ts";
import { commandLine } from "./command-line.fixture.ts";

test("status on a machine that has no ledger says that nothing was ever applied", async () => {
  const machine = await machineInFolder([]);

  expect(await commandLine(machine, "status")).toEqual({
    out: "state        never applied\n",
    err: "",
    status: 0,
  });
  expect(JSON.parse((await commandLine(machine, "status", "--json")).out)).toEqual({
    status: null,
    interrupted: null,
    pending: null,
    resting: [],
    ledger: { head: null, problems: 0 },
  });
});

test("status shows the head, and a transaction that was cut; recover rolls it back", async () => {
  const machine = await machineInFolder([notePlugin("first", [])]);
  const cut = await cutAfterFirstWrite(machine, { first: { notes: { a: "half" } } });

  const status = await commandLine(machine, "status");
  expect(status.out).toContain(`interrupted  ${cut}: run groundstate recover\n`);
  expect(status.out).toMatch(/^ledger head {2}1:[0-9a-f]{64}$/m);

  const recovered = await commandLine(machine, "recover");
  expect(recovered).toMatchObject({
    status: 0,
    out: expect.stringContaining("everything was rolled back\n"),
  });
  expect((await commandLine(machine, "status")).out).not.toMatch(/^interrupted/m);
  expect(await commandLine(machine, "recover")).toEqual({ out: "", err: "", status: 0 });
});

test("ledger verify accepts what was recorded, and a head kept elsewhere", async () => {
  const machine = await machineWithLedger();
  const head = await headOf(machine);

  const plain = await commandLine(machine, "ledger", "verify");
  expect(plain).toMatchObject({ status: 0, out: expect.stringMatching(/^4 blocks, all hold; head 3:/) });
  expect(await commandLine(machine, "ledger", "verify", "--against", head)).toMatchObject({ status: 0 });
});

test("a ledger that is shorter than a head kept elsewhere, or another one, exits 6", async () => {
  const machine = await machineWithLedger();
  const head = await headOf(machine);
  const other = head.replace(/^3:./, character => (character === "3:0" ? "3:1" : "3:0"));

  const another = await commandLine(machine, "ledger", "verify", "--against", other);
  expect(another).toMatchObject({ status: 6, out: expect.stringContaining("block 3: edited") });

  const path = machine.host.files.path(ledgerPaths(stateDirectory).ledger);
  const lines = (await readFile(path, "utf8")).split("\n");
  await writeFile(path, `${lines.slice(0, 3).join("\n")}\n`);
  expect(await commandLine(machine, "ledger", "verify")).toMatchObject({ status: 0 });
  const shorter = await commandLine(machine, "ledger", "verify", "--against", head, "--json");
  expect(shorter.status).toBe(6);
  expect(JSON.parse(shorter.out)).toMatchObject({
    problems: [{ height: 3, verdict: "truncated-vs-anchor" }],
  });
});

test("a head that is none is a mistake of the command line, not of the ledger", async () => {
  const machine = await machineWithLedger();

  const { err, status } = await commandLine(machine, "ledger", "verify", "--against", "3:abc");

  expect(status).toBe(2);
  expect(err).toContain("needs HEIGHT:HASH");
});

test("ledger show prints the blocks, oldest first, the last ones, or all as JSON lines", async () => {
  const machine = await machineWithLedger();

  const all = (await commandLine(machine, "ledger", "show")).out.trimEnd().split("\n");
  expect(all).toHaveLength(4);
  expect(all[0]).toMatch(/^ {3}0 .* ledger genesis commit$/);
  expect(all[2]).toMatch(/^ {3}2 .* transaction first create done$/);
  expect((await commandLine(machine, "ledger", "show", "--last", "1")).out).toBe(`${all[3]}\n`);
  const json = (await commandLine(machine, "ledger", "show", "--json")).out.trimEnd().split("\n");
  expect(json.map(line => JSON.parse(line).height)).toEqual([0, 1, 2, 3]);
});

test.each(["some", "-1", "1.5"])("ledger show --last %s is refused", async count => {
  const machine = await machineWithLedger();

  const { err, out, status } = await commandLine(machine, "ledger", "show", `--last=${count}`);

  expect({ out, status }).toEqual({ out: "", status: 2 });
  expect(err).toContain("a number of blocks");
});

test("ledger stats counts blocks and transactions by their outcome", async () => {
  const machine = await machineWithLedger();

  const { out } = await commandLine(machine, "ledger", "stats");

  expect(out).toMatch(/^blocks {8}4, \d+ bytes\nfirst {9}2026-\S+\nlast {10}2026-\S+\n/);
  expect(out).toMatch(/transactions {2}1 committed, 0 aborted, 0 open\n$/);
  expect(JSON.parse((await commandLine(machine, "ledger", "stats", "--json")).out)).toMatchObject({
    blocks: 4,
    transactions: { committed: 1, aborted: 0, open: 0 },
  });
});

test("ledger blocks prints whole blocks, by their heights, for people or as JSON lines", async () => {
  const machine = await machineWithLedger();

  const one = (await commandLine(machine, "ledger", "blocks", "2")).out;
  expect(one).toMatch(
    /^block {8}2\ntime {9}2026-\S+\ntransaction {2}\S+\nwhat {9}transaction first create done\n/,
  );
  expect(one).toMatch(/^data {9}\{\n {15}"kind": "create",\n/m);
  expect((await commandLine(machine, "ledger", "blocks", "1..2")).out).toMatch(
    /^block {8}1\n[\s\S]+\n\nblock {8}2\n/,
  );
  const json = (await commandLine(machine, "ledger", "blocks", "1..3", "--json")).out;
  const all = (await commandLine(machine, "ledger", "show", "--json")).out.split("\n");
  expect(json.split("\n")).toEqual(all.slice(1));
});

test.each([
  ["4", "found a ledger that ends with block 3"],
  ["0..9", "found a ledger that ends with block 3"],
  ["2..1", "the lower one first"],
  ["all", "needs HEIGHT or HEIGHT..HEIGHT"],
])("ledger blocks %s is refused, and nothing is printed", async (heights, why) => {
  const { err, out, status } = await commandLine(await machineWithLedger(), "ledger", "blocks", heights);

  expect({ out, status }).toEqual({ out: "", status: 2 });
  expect(err).toContain(why);
});

test.each(["history", "ledger show", "ledger verify", "ledger stats", "ledger blocks 0", "ledger export"])(
  "%s on a machine without a ledger exits 6 and says so",
  async command => {
    const { err, status } = await commandLine(await machineInFolder([]), ...command.split(" "));

    expect(status).toBe(6);
    expect(err).toContain("found no ledger");
  },
);

/** Four blocks: genesis, and an apply of one note */
async function machineWithLedger(): Promise<Machine> {
  const machine = await machineInFolder([notePlugin("first", [])]);
  await applyNotes(machine, { first: { notes: { a: "1" } } });
  return machine;
}

async function headOf(machine: Machine): Promise<string> {
  const { out } = await commandLine(machine, "status", "--json");
  const { ledger } = JSON.parse(out);
  return `${ledger.head.height}:${ledger.head.hash}`;
}
