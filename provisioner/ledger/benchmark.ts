import { appendFile, mkdtemp, open, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { describeError } from "../host/failure.ts";
import { filesBelow } from "../host/files.ts";
import { type Host, thisHost } from "../host/host.ts";
import { type LedgerEntry, ledgerPaths } from "./block.ts";
import { canonicalJson } from "./canonical.ts";
import { loadKeys } from "./keys.ts";
import { createLedger } from "./ledger.ts";
import { readOrigin } from "./origin.ts";
import { seal } from "./seal.ts";
import { verifyLedger } from "./verify.ts";

const appends = 2000;
const longLedger = 100_000;

/**
 * Prints what appending costs beside a raw write and fdatasync of the same bytes, taken in turns in one run,
 * and how fast a long ledger verifies. Folder: first argument, else the temporary one.
 */
async function main(): Promise<void> {
  const root = await mkdtemp(join(process.argv[2] ?? tmpdir(), "groundstate-benchmark-"));
  const host: Host = { ...thisHost("install"), files: filesBelow(root) };
  try {
    await benchmarkAppend(host);
    await benchmarkVerify(host);
  } finally {
    await rm(root, { recursive: true });
  }
}

async function benchmarkAppend(host: Host): Promise<void> {
  const ledger = await createLedger(host, "/append", {});
  const raw = await open(host.files.path("/raw"), "a");
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let number = 0; number < appends; number++) {
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
  console.log(
    `append ${micro(our)}, raw write + fdatasync ${micro(their)}: ratio ${(our / their).toFixed(2)} (medians)`,
  );
}

function median(values: number[]): number {
  return values.sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

function micro(milliseconds: number): string {
  return `${(milliseconds * 1000).toFixed(0)} µs`;
}

async function benchmarkVerify(host: Host): Promise<void> {
  await writeLongLedger(host);
  for (const depth of ["chain", "full"] as const) {
    const start = performance.now();
    const report = await verifyLedger(host, "/long", undefined, depth);
    const seconds = (performance.now() - start) / 1000;
    if (report.problems.length > 0) throw new Error("the ledger of the benchmark does not verify");
    const rate = Math.round(report.blocks / seconds);
    const size = (await host.files.facts(ledgerPaths("/long").ledger))?.size ?? 0;
    const megabytes = (size / seconds / 1e6).toFixed(0);
    console.log(
      `verify ${depth === "chain" ? "chain and last signature" : "chain and every signature"}: ${rate} blocks/s (${megabytes} MB/s, ${cpus().length} cores)`,
    );
  }
}

/** Not through the ledger, which would sync each of the blocks */
async function writeLongLedger(host: Host): Promise<void> {
  const ledger = await createLedger(host, "/long", {});
  let head = ledger.head();
  await ledger.close();
  const keys = await loadKeys(host.files, "/long");
  const origin = await readOrigin(host);
  let text = "";
  for (let number = 1; number < longLedger; number++) {
    const block = seal(entry(number), head, host.clock.now(), origin, keys);
    head = { height: block.height, hash: block.hash };
    text += `${canonicalJson(block)}\n`;
  }
  await appendFile(host.files.path(ledgerPaths("/long").ledger), text);
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

main().catch(error => {
  console.error(describeError(error));
  process.exitCode = 1;
});
