import * as crypto from "node:crypto";
import type { Block, BlockContent } from "./block.ts";
import { canonicalJson } from "./canonical.ts";

/** Keeps a block's hash apart from a hash of the same bytes made for any other purpose */
const domain = "groundstate-ledger-v1\n";

/** The hash that names a block, lower-case hexadecimal */
export function hashContent(content: BlockContent): string {
  return sha256(domain + canonicalJson(content));
}

/**
 * The same for a block as it stands in the file: over its line without the two members that the hash leaves
 * out. With a right hash the line is exactly what was written, wherever the members stood.
 */
export function hashLine(line: string, { hash, signature }: Block): string {
  // No string can hold these texts, because its quotes are escaped, and an object that could (in `data`)
  // comes earlier in the line: so the last occurrence is the member of the block itself.
  const hashMember = `"hash":"${hash}",`;
  const signatureMember = `"signature":"${signature}",`;
  const atSignature = line.lastIndexOf(`${signatureMember}"timestamp":`);
  const atHash = line.lastIndexOf(`${hashMember}"height":`, atSignature);
  if (atHash < 0) return "";
  return sha256(
    domain +
      line.slice(0, atHash) +
      line.slice(atHash + hashMember.length, atSignature) +
      line.slice(atSignature + signatureMember.length),
  );
}

// crypto.hash came with Node 20.12 and is twice as fast; Debian 12 has Node 18.
const sha256: (text: string) => string =
  "hash" in crypto
    ? text => crypto.hash("sha256", text, "hex")
    : text => crypto.createHash("sha256").update(text, "utf8").digest("hex");
