import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { create } from "tar";
import { describeError, Failure } from "../host/failure.ts";
import { filesBelow } from "../host/files.ts";
import type { Host } from "../host/host.ts";
import { ledgerPaths } from "../ledger/block.ts";
import { loadPublicKey } from "../ledger/keys.ts";
import { linesOf } from "../ledger/lines.ts";
import { type VerificationReport, verifyLines } from "../ledger/verify.ts";
import { verifyScript } from "./verify-script.ts";

/** The folder that the archive unpacks into */
const folder = "groundstate-ledger";

/** What was exported, where to, and what is wrong with it */
export interface ExportedLedger extends VerificationReport {
  path: string;
}

/**
 * Packs the ledger, its public key and the script that checks both into one .tar.gz; the private key stays.
 * A ledger that does not verify is packed all the same: somebody has to look into it.
 */
export async function exportLedger(host: Host, directory: string, path?: string): Promise<ExportedLedger> {
  const publicKey = await loadPublicKey(host.files, directory);
  const ledger = await wholeLines(host, directory);
  const report = await verifyLines([linesOf(ledger)], publicKey, undefined, "chain");
  const target = path ?? resolve(`groundstate-ledger-${report.head?.height ?? 0}.tar.gz`);
  const archive = await pack({
    "ledger.jsonl": ledger,
    "ledger.pub": publicKey.export({ type: "spki", format: "pem" }).toString(),
    "verify.sh": verifyScript,
  });
  await write(host, target, archive);
  return { ...report, path: target };
}

/** Without a line that is being written at this moment */
async function wholeLines({ files }: Host, directory: string): Promise<Buffer> {
  const bytes = (await files.readBytes(ledgerPaths(directory).ledger)) ?? Buffer.alloc(0);
  return bytes.subarray(0, bytes.lastIndexOf("\n") + 1);
}

async function pack(content: Record<string, string | Buffer>): Promise<Buffer> {
  const staging = filesBelow(await mkdtemp(join(tmpdir(), "groundstate-export-")));
  try {
    const names = Object.keys(content).map(name => `${folder}/${name}`);
    for (const [name, bytes] of Object.entries(content))
      await staging.write(`/${folder}/${name}`, bytes, { mode: 0o600, ...caller() });
    await create({ gzip: true, file: staging.path("/archive"), cwd: staging.root, portable: true }, names);
    return (await staging.readBytes("/archive")) ?? Buffer.alloc(0);
  } finally {
    await staging.removeTree("/");
  }
}

async function write({ files }: Host, path: string, archive: Buffer): Promise<void> {
  try {
    await files.write(path, archive, { mode: 0o600, ...caller() });
  } catch (error) {
    const found = describeError(error);
    throw new Failure({ kind: "machine", tried: `cannot write ${path}`, found, cause: error });
  }
}

/** A copy of a ledger may be read, and exported, by somebody who is not root */
function caller(): { uid: number; gid: number } {
  return { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
}
