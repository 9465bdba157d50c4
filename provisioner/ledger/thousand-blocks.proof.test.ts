import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import type { LedgerEntry } from "./block.ts";
import { canonicalJson } from "./canonical.ts";
import type { Depth } from "./chain.ts";
import { fingerprint } from "./keys.ts";
import { linesOf } from "./lines.ts";
import type { Problem } from "./problem.ts";
import { seal } from "./seal.ts";
import { entry } from "./test-ledger.ts";
import { verifyLines } from "./verify.ts";

const blocks = 1000;
const keys = generateKeyPairSync("ed25519");
const lines = thousandLines();
const longest = Math.max(...lines.map(line => line.length));
const heights = lines.map((_, height) => height);

/** What becomes of one byte of a line: three blocks in a row each suffer another of these */
const changes = [
  (line: Buffer, at: number) => Buffer.concat([line.subarray(0, at), line.subarray(at + 1)]),
  (line: Buffer, at: number) => Buffer.concat([line.subarray(0, at), Buffer.from("0"), line.subarray(at)]),
  flipped,
];

test("every changed, deleted or inserted byte of each of 1,000 blocks is found at its height", async () => {
  for (let at = 0; at < longest - 1; at += 1) {
    for (let turn = 0; turn < changes.length; turn += 1) {
      const damaged: number[] = [];
      const changed = lines.map((line, height) => {
        const change = changes[(height + turn) % changes.length];
        const ofSignature = change === flipped && isInSignature(line, at); // only a full check looks at it
        if (change === undefined || at >= line.length - 1 || ofSignature) return line;
        damaged.push(height);
        return change(line, at);
      });
      const found = (await problems(changed)).map(({ height }) => height);
      if (found.join() !== damaged.join()) expect(found, `byte ${at}, turn ${turn}`).toEqual(damaged);
    }
  }
});

test("every changed character of a signature is found at the height of its block", async () => {
  for (let character = 0; character < 88; character += 11) {
    const changed = lines.map(line => flipped(line, signatureStart(line) + character));
    expect((await problems(changed, "full")).map(({ height }) => height)).toEqual(heights);
  }
});

test("each of 1,000 blocks is found missing when it is removed", async () => {
  for (const removed of tens(heights.slice(0, -1))) {
    const found = await problems(lines.filter((_, height) => !removed.includes(height)));
    expect(found).toMatchObject(removed.map(height => ({ height, verdict: "missing" })));
  }
});

test("each of 1,000 blocks is found when it stands there again further down", async () => {
  for (const twice of tens(heights.slice(0, -37))) {
    const changed = lines.flatMap((line, height) =>
      twice.includes(height - 37) ? [lineAt(height - 37), line] : line,
    );
    expect(await problems(changed)).toMatchObject(twice.map(height => ({ height, verdict: "reordered" })));
  }
});

test.each([1, 2, 37])(
  "each of 1,000 blocks is found when it changes places with the one %i further",
  async distance => {
    for (const swapped of tens(heights.slice(0, -distance))) {
      const changed = lines.map((line, height) => {
        if (swapped.includes(height)) return lineAt(height + distance);
        return swapped.includes(height - distance) ? lineAt(height - distance) : line;
      });
      const found = await problems(changed);
      expect(new Set(found.map(({ verdict }) => verdict))).toEqual(new Set(["reordered"]));
      expect(found.map(({ height }) => height)).toEqual(expect.arrayContaining(swapped));
    }
  },
);

/** All heights, ten or so at a time, a hundred apart */
function tens(all: readonly number[]): number[][] {
  return Array.from({ length: 100 }, (_, first) => all.filter(height => height % 100 === first));
}

async function problems(changed: readonly Buffer[], depth: Depth = "chain"): Promise<Problem[]> {
  return (await verifyLines([linesOf(Buffer.concat(changed))], keys.publicKey, undefined, depth)).problems;
}

function flipped(line: Buffer, at: number): Buffer {
  const changed = Buffer.from(line);
  changed[at] = (line[at] ?? 0) ^ 1;
  return changed;
}

function isInSignature(line: Buffer, at: number): boolean {
  const start = signatureStart(line);
  return at >= start && at < start + 88;
}

function signatureStart(line: Buffer): number {
  return line.indexOf('"signature":"') + '"signature":"'.length;
}

function lineAt(height: number): Buffer {
  return lines[height] ?? Buffer.alloc(0);
}

/** A ledger in memory: that each line is on the disk before the next is another test's matter */
function thousandLines(): Buffer[] {
  const origin = { boot_id: "3f0c2f0e-7f0b-4d5e-9a42-0d6ad1f8f3a1", user: "root", host: "alder" };
  const genesis: LedgerEntry = {
    ...entry(0),
    category: "ledger",
    action: "genesis",
    data: { public_key_fingerprint: fingerprint(keys.publicKey) },
  };
  let head: { height: number; hash: string } | undefined;
  return Array.from({ length: blocks }, (_, number) => {
    const block = seal(number === 0 ? genesis : entry(number), head, new Date(number), origin, keys);
    head = block;
    return Buffer.from(`${canonicalJson(block)}\n`);
  });
}
