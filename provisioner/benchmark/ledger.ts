import { appendFile, open } from "node:fs/promises";
import type { Host } from "../host/host.ts";
import { type LedgerEntry, ledgerPaths } from "../ledger/block.ts";
import { canonicalJson } from "../ledger/canonical.ts";
import { loadKeys } from "../ledger/keys.ts";
import { createLedger } from "../ledger/ledger.ts";
import { readOrigin } from "../ledger/origin.ts";
import { seal } from "../ledger/seal.ts";
import { verifyLedger } from "../ledger/verify.ts";
import { atLeast, atMost, type Figure, median } from "./figure.ts";

const appends = 2000;
const longLedger = 100_000;

/** What appending costs beside a raw write and fdatasync of the same bytes, taken in turns */
export async function appendFigures(host: Host): Promise<Figure[]> {
  const ledger = await createLedger(host, "/append", {});
  const raw = await open(host.files.path("/raw"), "a");
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let number = 0; number < appends; number += 1) {
    const start = performance.now();
    const block = await ledger.append(entry(number));
    const between = performance.now();
    await raw.write(Buffer.from(`${canonicalJson(block)}\n`));
    await raw.datasync();
    ours.push(between - start);
    theirs.push(performance.now() - between);
  }
  await raw.close();
  await ledger.close();
  const [our, their] = [median(ours), median(theirs)];
  const beside = ` (${micro(our)} beside ${micro(their)}, medians of ${appends})`;
  return [atMost("ledger append, times write + fdatasync", our / their, 1.5, "", beside)];
}

function micro(milliseconds: number): string {
  return `${(milliseconds * 1000).toFixed(0)} µs`;
}

/** How fast a long ledger verifies: the chain on one core, and every signature on all */
export async function verificationFigures(host: Host): Promise<Figure[]> {
  await writeLedger(host, "/long", longLedger);
  const chain = await verificationRate(host, "chain");
  const full = await verificationRate(host, "full");
  const signatures = { what: "ledger verification, every signature", reached: true };
  return [
    atLeast("ledger verification", chain, 250_000, " blocks/s"),
    { ...signatures, found: `${full.toFixed(0)} blocks/s` },
  ];
}

async function verificationRate(host: Host, depth: "chain" | "full"): Promise<number> {
  const start = performance.now();
  const report = await verifyLedger(host, "/long", undefined, depth);
  const seconds = (performance.now() - start) / 1000;
  if (report.problems.length > 0) throw new Error("the ledger of the benchmark does not verify");
  return report.blocks / seconds;
}

/** A ledger of so many blocks, written past the ledger's own door, which would sync each of them */
export async function writeLedger(host: Host, directory: string, blocks: number): Promise<void> {
  const ledger = await createLedger(host, directory, {});
  let head = ledger.head();
  await ledger.close();
  const keys = await loadKeys(host.files, directory);
  const origin = await readOrigin(host);
  let text = "";
  for (let number = 1; number < blocks; number += 1) {
    const block = seal(entry(number), head, host.clock.now(), origin, keys);
    head = { height: block.height, hash: block.hash };
    text += `${canonicalJson(block)}\n`;
  }
  await appendFile(host.files.path(ledgerPaths(directory).ledger), text);
}

function entry(number: number): LedgerEntry {
  const data = {
    plugin: "users",
    resource: `account/u${number}`,
    kind: "create",
    summary: `create account u${number}`,
  };
  return {
    txn: "20260131T120000Z-9f3a1c",
    category: "transaction",
    action: "create",
    phase: "done",
    plugin: "users",
    data,
  };
}
