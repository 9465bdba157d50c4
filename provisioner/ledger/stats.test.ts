import { expect, test } from "vitest";
import type { Phase } from "./block.ts";
import { createLedger } from "./ledger.ts";
import { ledgerStats } from "./stats.ts";
import { directory, entry, ledgerBytes, testHost } from "./test-ledger.ts";

test("a ledger in numbers: blocks, bytes, times, and how each transaction ended", async () => {
  const { host, remove } = await testHost();
  const ledger = await createLedger(host, directory, {});
  const story: [string, Phase][] = [
    ["one", "intent"],
    ["one", "done"],
    ["one", "commit"],
    ["two", "commit"],
    ["three", "intent"],
    ["three", "abort"],
    ["four", "intent"],
    ["four", "done"],
  ];
  for (const [txn, phase] of story) await ledger.append({ ...entry(1), txn, phase });
  await ledger.close();

  expect(await ledgerStats(host, directory)).toEqual({
    blocks: 9,
    bytes: (await ledgerBytes(host)).length,
    first: "2026-01-31T12:00:00.000Z",
    last: "2026-01-31T12:00:00.000Z",
    transactions: { committed: 2, aborted: 1, open: 1 },
  });
  await remove();
});
