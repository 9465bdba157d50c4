import { createPublicKey, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Depth } from "./chain.ts";
import { hashLine } from "./hash.ts";
import { loadKeys, signHash } from "./keys.ts";
import { linesOf } from "./lines.ts";
import type { Problem } from "./problem.ts";
import { directory, ledgerBytes, type TestHost, testHost, writeLedger } from "./test-ledger.ts";
import { verifyLedger, verifyLines } from "./verify.ts";

const blocks = 60;
let machine: TestHost;
let bytes: Buffer;
let lines: Buffer[];
let publicKey: KeyObject;

beforeAll(async () => {
  machine = await testHost();
  await writeLedger(machine.host, blocks);
  bytes = await ledgerBytes(machine.host);
  lines = linesOf(bytes).map(({ text }) => Buffer.from(`${text}\n`));
  publicKey = await keyOf(machine);
});

afterAll(() => machine.remove());

describe("a ledger that was tampered with", () => {
  it("is sound as it was written", async () => {
    expect(await problems(bytes, "full")).toEqual([]);
    expect(await verifyLedger(machine.host, directory)).toMatchObject({ blocks, problems: [] });
  });

  it.each([0, 1, 3])(
    "has every changed, deleted or inserted byte of block %i found at its height",
    async height => {
      // The first four blocks are a ledger of their own; checking 60 signatures each time would only cost time.
      const ledger = Buffer.concat(lines.slice(0, 4));
      const start = Buffer.concat(lines.slice(0, height)).length;
      for (let place = start; place < start + at(height).length - 1; place++) {
        for (const [what, changed] of changes(ledger, place)) {
          const found = await problems(changed, "full");
          expect(heights(found), `${what} byte ${place - start}`).toContain(height);
        }
      }
    },
  );

  it("has every changed or deleted newline found at the height of the block that it ends", async () => {
    for (let height = 0; height < blocks; height++) {
      const before = Buffer.concat(lines.slice(0, height + 1)).subarray(0, -1);
      const after = Buffer.concat(lines.slice(height + 1));
      for (const instead of ["", "\r", " "]) {
        const found = await problems(Buffer.concat([before, Buffer.from(instead), after]));
        expect(heights(found)).toContain(height);
      }
    }
  });

  it("has every removed block found as missing", async () => {
    for (let height = 0; height < blocks - 1; height++) {
      const found = await problems(Buffer.concat(lines.toSpliced(height, 1)));
      expect(found).toEqual([expect.objectContaining({ height, line: height + 1, verdict: "missing" })]);
    }
  });

  it("has any two swapped blocks found as reordered, and nothing as missing", async () => {
    for (let one = 0; one < blocks; one++) {
      for (let other = one + 1; other < blocks; other++) {
        const found = await problems(Buffer.concat(lines.with(one, at(other)).with(other, at(one))));
        expect(new Set(found.map(({ verdict }) => verdict))).toEqual(new Set(["reordered"]));
        expect(heights(found)).toContain(one);
      }
    }
  });

  it("has a block that stands there twice found", async () => {
    for (let height = 0; height < blocks; height++) {
      const found = await problems(Buffer.concat(lines.toSpliced(height + 1, 0, at(height))));
      expect(found).toEqual([expect.objectContaining({ height, line: height + 2, verdict: "reordered" })]);
    }
  });

  it("has each of several damaged blocks found, wherever they are", async () => {
    const damaged = fc.uniqueArray(fc.nat(blocks - 1), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(damaged, async which => {
        const changed = lines.map((line, height) =>
          which.includes(height) ? Buffer.from(line.toString("utf8").replace(/"data":./, "$&,")) : line,
        );
        const found = await problems(Buffer.concat(changed));
        expect(heights(found)).toEqual(which.toSorted((a, b) => a - b));
      }),
    );
  });

  it("has removed last blocks found only against a head kept elsewhere", async () => {
    const head = (await verifyLedger(machine.host, directory)).head;
    const shorter = Buffer.concat(lines.slice(0, 50));
    expect(await problems(shorter)).toEqual([]);
    const report = await verifyLines([linesOf(shorter)], publicKey, head);
    expect(report.problems).toEqual([
      expect.objectContaining({ height: 50, verdict: "truncated-vs-anchor", line: 51 }),
    ]);
  });

  it("has another history found against a head kept elsewhere", async () => {
    const hash = "0".repeat(64);
    const report = await verifyLines([linesOf(bytes)], publicKey, { height: 7, hash });
    expect(report.problems).toEqual([expect.objectContaining({ height: 7, verdict: "edited" })]);
  });

  it("has a replaced key found", async () => {
    const other = await testHost();
    await writeLedger(other.host, 2);
    const stranger = await keyOf(other);
    const report = await verifyLines([linesOf(bytes)], stranger, undefined, "chain");
    expect(heights(report.problems)).toEqual([0, blocks - 1]);
    expect(new Set(report.problems.map(({ verdict }) => verdict))).toEqual(new Set(["signature"]));
    await other.remove();
  });

  it("has a signed block found that another program wrote, with a fraction in it", async () => {
    const { privateKey } = await loadKeys(machine.host.files, directory);
    const exact = at(blocks - 1)
      .toString()
      .trim();
    const data = exact.replace('"number":59', '"number":59.5');
    const { hash, signature } = JSON.parse(exact);
    const newHash = hashLine(data, { ...JSON.parse(exact), hash, signature });
    const line = data.replace(hash, newHash).replace(signature, signHash(newHash, privateKey));
    const found = await problems(Buffer.concat([...lines.slice(0, -1), Buffer.from(`${line}\n`)]), "full");
    expect(found).toMatchObject([
      { height: blocks - 1, verdict: "edited", text: expect.stringContaining("canonical") },
    ]);
  });

  it("refuses a head that is none", async () => {
    await expect(verifyLedger(machine.host, directory, "12")).rejects.toThrow("needs HEIGHT:HASH");
  });
});

async function problems(changed: Buffer, depth: Depth = "chain"): Promise<Problem[]> {
  return (await verifyLines([linesOf(changed)], publicKey, undefined, depth)).problems;
}

function at(height: number): Buffer {
  return lines[height] ?? Buffer.alloc(0);
}

function changes(ledger: Buffer, at: number): [string, Buffer][] {
  const before = ledger.subarray(0, at);
  const [byte = 0] = ledger.subarray(at);
  const changed = (middle: number[], from: number): Buffer =>
    Buffer.concat([before, Buffer.from(middle), ledger.subarray(from)]);
  return [
    ["lowest bit of", changed([byte ^ 0x01], at + 1)],
    ["highest bit of", changed([byte ^ 0x80], at + 1)],
    ["deleted", changed([], at + 1)],
    ["digit before", changed([0x30], at)],
    ["space before", changed([0x20], at)],
    ["newline before", changed([0x0a], at)],
  ];
}

function heights(found: readonly Problem[]): number[] {
  return found.map(({ height }) => height);
}

async function keyOf({ host }: TestHost): Promise<KeyObject> {
  return createPublicKey(await readFile(host.files.path(`${directory}/keys/ledger.pub`)));
}
