import { appendFile, stat } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Failure } from "../host/failure.ts";
import { createLedger, openLedger } from "./ledger.ts";
import {
  blocksOf,
  directory,
  entry,
  ledgerBytes,
  type TestHost,
  testHost,
  writeLedger,
} from "./test-ledger.ts";
import { verifyLedger } from "./verify.ts";

let machine: TestHost;

beforeEach(async () => {
  machine = await testHost();
});

afterEach(() => machine.remove());

describe("a new ledger", () => {
  it("starts with a genesis block that names its key, in files that only root reads", async () => {
    const ledger = await createLedger(machine.host, directory, { iso: "groundstate 0.1.0" });
    await ledger.close();
    expect(await blocksOf(machine.host)).toEqual([
      expect.objectContaining({
        height: 0,
        category: "ledger",
        action: "genesis",
        phase: "commit",
        data: { iso: "groundstate 0.1.0", public_key_fingerprint: ledger.fingerprint },
        metadata: { host: "alder", plugin: null, user: expect.any(String) },
      }),
    ]);
    expect(await modeOf("ledger.jsonl")).toBe(0o600);
    expect(await modeOf("keys/ledger.key")).toBe(0o600);
    expect(ledger.fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
  });

  it("is refused where there is one already", async () => {
    await writeLedger(machine.host, 2);
    await expect(createLedger(machine.host, directory, {})).rejects.toThrow("found a ledger");
    expect(await blocksOf(machine.host)).toHaveLength(2);
  });

  it("takes the keys of a start that was cut off before the genesis block", async () => {
    const first = await createLedger(machine.host, directory, {});
    await first.close();
    await machine.host.files.remove(`${directory}/ledger.jsonl`);
    const second = await createLedger(machine.host, directory, {});
    await second.close();
    expect(second.fingerprint).toBe(first.fingerprint);
  });
});

describe("appending", () => {
  it("continues the chain, over several openings, in the order of the calls", async () => {
    await writeLedger(machine.host, 3);
    const ledger = await openLedger(machine.host, directory);
    const blocks = await Promise.all([3, 4, 5].map(number => ledger.append(entry(number))));
    await ledger.close();
    expect(blocks.map(block => [block.height, block.data["number"]])).toEqual([
      [3, 3],
      [4, 4],
      [5, 5],
    ]);
    expect((await blocksOf(machine.host)).slice(3)).toEqual(blocks);
    expect(ledger.head()).toEqual({ height: 5, hash: blocks[2]?.hash });
    expect(await verifyLedger(machine.host, directory)).toMatchObject({ blocks: 6, problems: [] });
  });

  it("refuses a value that has no exact form, and goes on", async () => {
    const ledger = await createLedger(machine.host, directory, {});
    const wrong = { ...entry(1), data: { disks: [{ size: 0.5 }] } };
    await expect(ledger.append(wrong)).rejects.toThrow("/disks/0/size");
    await ledger.append(entry(1));
    await ledger.close();
    expect(await blocksOf(machine.host)).toHaveLength(2);
  });

  it("lets no second writer in until the first has closed", async () => {
    const first = await createLedger(machine.host, directory, {});
    await expect(openLedger(machine.host, directory)).rejects.toMatchObject({ kind: "busy" });
    await first.append(entry(1));
    await first.close();
    const second = await openLedger(machine.host, directory);
    await second.append(entry(2));
    await second.close();
    expect(await verifyLedger(machine.host, directory)).toMatchObject({ blocks: 3, problems: [] });
  });

  it("tells each head to the journal of a running machine", async () => {
    const live = await testHost("live");
    const ledger = await createLedger(live.host, directory, {});
    const blocks = [await ledger.append(entry(1)), await ledger.append(entry(2))];
    await ledger.close();
    const told = live.ran.map(({ input }) => input).join("");
    expect(told).toBe(blocks.map(({ height, hash }) => `ledger head ${height}:${hash}\n`).join(""));
    expect(machine.ran).toEqual([]);
    await live.remove();
  });
});

describe("opening after a power cut", () => {
  it("cuts a torn last line wherever it was torn, keeps it aside and records that", async () => {
    await writeLedger(machine.host, 4);
    const whole = await ledgerBytes(machine.host);
    const start = whole.lastIndexOf("\n", -2) + 1;
    for (let length = start + 1; length < whole.length; length += 37) {
      await replaceLedger(whole.subarray(0, length));
      expect((await verifyLedger(machine.host, directory)).problems).toMatchObject([
        { height: 3, line: 4, verdict: "torn-tail" },
      ]);
      await (await openLedger(machine.host, directory)).close();
      expect((await blocksOf(machine.host)).slice(3)).toMatchObject([
        { category: "ledger", action: "recovery", data: { torn_line: "ledger.torn-3.jsonl" } },
      ]);
      const aside = await machine.host.files.readBytes(`${directory}/ledger.torn-3.jsonl`);
      expect(aside?.toString()).toBe(`${whole.subarray(start, length)}\n`);
      expect(await verifyLedger(machine.host, directory)).toMatchObject({ blocks: 4, problems: [] });
      await machine.host.files.remove(`${directory}/ledger.torn-3.jsonl`);
    }
  });

  it("records a torn line also when the recovery was itself cut off, before or within its block", async () => {
    await writeLedger(machine.host, 3);
    await machine.host.files.write(`${directory}/ledger.torn-3.jsonl`, '{"action":"mod\n');
    await appendFile(machine.host.files.path(`${directory}/ledger.jsonl`), '{"action":"recov');
    await (await openLedger(machine.host, directory)).close();
    expect((await blocksOf(machine.host)).slice(3)).toMatchObject([{ action: "recovery" }]);
    const aside = await machine.host.files.read(`${directory}/ledger.torn-3.jsonl`);
    expect(aside).toBe('{"action":"mod\n{"action":"recov\n');
    await (await openLedger(machine.host, directory)).close();
    expect(await blocksOf(machine.host)).toHaveLength(4);
  });

  it("stops at any other damage, names the height, and changes nothing", async () => {
    await writeLedger(machine.host, 5);
    const whole = (await ledgerBytes(machine.host)).toString();
    for (const damaged of [
      whole.replace('"number":2', '"number":7'),
      whole.replace('"number":2', '"number"'),
      whole.split("\n").toSpliced(2, 1).join("\n"),
    ]) {
      await replaceLedger(damaged);
      await expect(openLedger(machine.host, directory)).rejects.toThrow("line 3, block 2");
      await expect(openLedger(machine.host, directory)).rejects.toMatchObject({ kind: "integrity" });
      expect((await ledgerBytes(machine.host)).toString()).toBe(damaged);
    }
  });

  it("stops when a stranger has written the last block, or the keys are gone", async () => {
    await writeLedger(machine.host, 3);
    const { files } = machine.host;
    const key = (await files.read(`${directory}/keys/ledger.key`)) ?? "";
    await files.remove(`${directory}/keys/ledger.key`);
    await expect(openLedger(machine.host, directory)).rejects.toThrow("ledger.key");

    const stranger = await testHost();
    await writeLedger(stranger.host, 1);
    const read = async (name: string): Promise<string> =>
      (await stranger.host.files.read(`${directory}/${name}`)) ?? "";
    await files.write(`${directory}/keys/ledger.key`, await read("keys/ledger.key"));
    await expect(openLedger(machine.host, directory)).rejects.toThrow("does not belong");
    await files.write(`${directory}/keys/ledger.pub`, await read("keys/ledger.pub"));
    await expect(openLedger(machine.host, directory)).rejects.toThrow("not signed with this ledger's key");
    expect(key).toContain("PRIVATE KEY");
    await stranger.remove();
  });

  it("says so when there is no ledger", async () => {
    await expect(openLedger(machine.host, directory)).rejects.toBeInstanceOf(Failure);
    await expect(verifyLedger(machine.host, directory)).rejects.toThrow("no such file");
  });
});

async function modeOf(name: string): Promise<number> {
  return (await stat(machine.host.files.path(`${directory}/${name}`))).mode & 0o777;
}

async function replaceLedger(content: string | Uint8Array): Promise<void> {
  await machine.host.files.write(`${directory}/ledger.jsonl`, Buffer.from(content));
}
