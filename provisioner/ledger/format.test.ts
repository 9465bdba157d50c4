import { createHash, createPublicKey } from "node:crypto";
import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Block, BlockContent } from "./block.ts";
import { canonicalJson } from "./canonical.ts";
import { hashContent, hashLine } from "./hash.ts";
import type { Line } from "./lines.ts";
import { parseBlock } from "./parse.ts";
import { verifyLines } from "./verify.ts";

// Computed with python3: hashlib.sha256(b"groundstate-ledger-v1\n" + json.dumps(…, sort_keys=True) …)
const hashes = [
  "57159a024ee84418aa0a78372c41e27513f417c17a1c81314f062297edd90f73",
  "25d6fc2e2fa4a79b389bfc982e01a8e4eac4f0e50f28f6b982a6a43ba005dddc",
];
// Computed with openssl pkey -pubin -outform DER and python3
const fingerprint = "SHA256:tzRlVYSVfMbMABtSgBK8it3ga5AD66stMXH8mPITZhs";

describe("the format that docs/ledger.md fixes", () => {
  it("gives the documented example the hashes that another tool computed", async () => {
    const { texts } = await example();
    expect(texts.map(text => hashContent(contentOf(blockOf(text))))).toEqual(hashes);
    expect(texts.map(text => blockOf(text).hash)).toEqual(hashes);
  });

  it("verifies the documented example with its public key", async () => {
    const { texts, publicKey } = await example();
    const lines = texts.map(
      (text, index): Line => ({ number: index + 1, offset: 0, text, terminated: true }),
    );
    const report = await verifyLines([lines], publicKey, { height: 1, hash: hashes[1] ?? "" });
    expect(report).toEqual({ blocks: 2, head: { height: 1, hash: hashes[1] }, fingerprint, problems: [] });
  });

  it("hashes any block, however odd its data, over the canonical JSON of what it covers", () => {
    const text = fc.string({ unit: "grapheme" });
    const hex = fc.stringMatching(/^[0-9a-f]{64}$/);
    const member = fc.record({ hash: hex, height: fc.nat(), signature: fc.base64String(), timestamp: text });
    const odd = fc.oneof(text, fc.maxSafeInteger(), fc.boolean(), member);
    const content = fc.record({
      version: fc.constant(1 as const),
      height: fc.nat(),
      prev_hash: text,
      timestamp: text,
      boot_id: text,
      txn: text,
      category: text,
      action: text,
      phase: fc.constantFrom("intent", "commit"),
      metadata: fc.record({ user: text, host: text, plugin: fc.option(text) }),
      data: fc.dictionary(fc.oneof(text, fc.constantFrom("hash", "signature", "9", "10")), odd),
    });
    fc.assert(
      fc.property(content, hex, fc.base64String(), (unsealed: BlockContent, hash, signature) => {
        const block: Block = { ...unsealed, hash, signature };
        const bytes = `groundstate-ledger-v1\n${canonicalJson(unsealed)}`;
        expect(hashContent(unsealed)).toBe(createHash("sha256").update(bytes).digest("hex"));
        expect(hashLine(canonicalJson(block), block)).toBe(hashContent(unsealed));
      }),
    );
  });

  it("names the member of a line that is not what a block needs", async () => {
    const { texts } = await example();
    const text = texts[1] ?? "";
    expect(parseBlock(text.replace('"height":1', '"height":-1'))).toBe('"height" is not an integer from 0');
    expect(parseBlock(text.replace('"txn"', '"tnx"'))).toBe('"txn" is missing');
    expect(parseBlock(text.replace("{", '{"a":1,'))).toBe('an unknown member "a"');
    expect(parseBlock("[]")).toBe("no JSON object");
  });
});

async function example(): Promise<{ texts: string[]; publicKey: ReturnType<typeof createPublicKey> }> {
  const page = await readFile(new URL("../../docs/ledger.md", import.meta.url), "utf8");
  return { texts: fenced(page, "jsonl").split("\n"), publicKey: createPublicKey(fenced(page, "pem")) };
}

function fenced(page: string, language: string): string {
  return new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\\n\`\`\``).exec(page)?.[1] ?? "";
}

function contentOf({ hash: _hash, signature: _signature, ...content }: Block): BlockContent {
  return content;
}

function blockOf(text: string): Block {
  const block = parseBlock(text);
  if (typeof block === "string") throw new Error(block);
  return block;
}
