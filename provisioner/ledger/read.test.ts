import { appendFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BlockFilter } from "./read.ts";
import { blocksOf, directory, type TestHost, testHost, writeLedger } from "./test-ledger.ts";

let machine: TestHost;

beforeAll(async () => {
  machine = await testHost();
  await writeLedger(machine.host, 300); // some 180 kB, so that reading from the end takes several steps
  await appendFile(machine.host.files.path(`${directory}/ledger.jsonl`), '{"action":"being writ');
});

afterAll(() => machine.remove());

describe("reading blocks", () => {
  it.each<[BlockFilter, number[]]>([
    [{ from: 3, to: 5 }, [3, 4, 5]],
    [{ txn: "txn-2" }, [8, 9, 10, 11]],
    [{ category: "ledger" }, [0]],
    [{ plugin: "users", last: 2 }, [298, 299]],
    [{ last: 3 }, [297, 298, 299]],
    [{ last: 0 }, []],
    [{ txn: "none" }, []],
  ])("gives the heights that %o asks for", async (filter, expected) => {
    expect(await heights(filter)).toEqual(expected);
  });

  it("gives the same last blocks from the end as from the start", async () => {
    const all = await heights({});
    expect(all).toHaveLength(300);
    for (const last of [1, 105, 106, 107, 299, 300, 1000]) {
      expect(await heights({ last })).toEqual(all.slice(-last));
    }
  });

  it("names the line that is no block", async () => {
    const other = await testHost();
    await writeLedger(other.host, 2);
    await appendFile(other.host.files.path(`${directory}/ledger.jsonl`), "{}\n");
    await expect(blocksOf(other.host)).rejects.toThrow("line 3");
    await other.remove();
  });
});

async function heights(filter: BlockFilter): Promise<number[]> {
  return (await blocksOf(machine.host, filter)).map(({ height }) => height);
}
