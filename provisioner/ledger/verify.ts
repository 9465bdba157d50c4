import type { KeyObject } from "node:crypto";
import { Failure } from "../host/failure.ts";
import type { Host } from "../host/host.ts";
import { anchorCheck, parseHead } from "./anchor.ts";
import { type Head, ledgerPaths } from "./block.ts";
import { chainCheck, type Depth, type SoundBlock } from "./chain.ts";
import { fingerprint, hasValidSignature, loadPublicKey } from "./keys.ts";
import { type Line, lineBatches } from "./lines.ts";
import type { Problem } from "./problem.ts";

/** What a ledger is, and all that is wrong with it; sound when `problems` is empty */
export interface VerificationReport {
  blocks: number;
  head: Head | undefined;
  fingerprint: string;
  problems: Problem[];
}

/**
 * Reads a whole ledger and tells what is wrong; takes no lock and repairs nothing.
 * `against` is a head kept elsewhere, "HEIGHT:HASH": without one a shortened ledger looks sound.
 * "full" checks the signature of every block, "chain" only the last one, which vouches for all content before
 * it: as much is proved about what was recorded, some twenty times faster; a damaged older signature stays unseen.
 */
export async function verifyLedger(
  host: Host,
  directory: string,
  against?: string,
  depth: Depth = "full",
): Promise<VerificationReport> {
  const { ledger } = ledgerPaths(directory);
  const anchor = against === undefined ? undefined : parseHead(against);
  if (!(await host.files.facts(ledger))) throw noLedger(ledger);
  const publicKey = await loadPublicKey(host.files, directory);
  return verifyLines(lineBatches(host.files.path(ledger)), publicKey, anchor, depth);
}

/** The verification itself, over lines from anywhere */
export async function verifyLines(
  batches: AsyncIterable<Line[]> | Iterable<Line[]>,
  publicKey: KeyObject,
  anchor?: Head,
  depth: Depth = "full",
): Promise<VerificationReport> {
  const chain = chainCheck(depth);
  const anchored = anchorCheck(anchor);
  const problems: Problem[] = [];
  let last: SoundBlock | undefined;
  for await (const lines of batches) {
    const toCheck: SoundBlock[] = [];
    for (const line of lines) {
      const sound = chain.next(line);
      if (!sound) continue;
      last = sound;
      anchored.see(sound);
      if (sound.block.height === 0) problems.push(...genesisProblems(sound, publicKey));
      if (depth === "full") toCheck.push(sound);
    }
    problems.push(...(await badSignatures(toCheck, publicKey)));
  }
  if (depth === "chain" && last) problems.push(...(await badSignatures([last], publicKey)));
  problems.push(...chain.problems(), ...anchored.problems(chain.nextHeight(), chain.blocks() + 1));
  problems.sort((one, other) => one.line - other.line);
  return { blocks: chain.blocks(), head: chain.head(), fingerprint: fingerprint(publicKey), problems };
}

async function badSignatures(sound: readonly SoundBlock[], publicKey: KeyObject): Promise<Problem[]> {
  const valid = await Promise.all(
    sound.map(({ block }) => hasValidSignature(block.hash, block.signature, publicKey)),
  );
  return sound
    .filter((_, index) => !valid[index])
    .map(({ block, line }) => ({
      height: block.height,
      line,
      verdict: "signature",
      text: `block ${block.height} is not signed with this ledger's key`,
    }));
}

function genesisProblems({ block, line }: SoundBlock, publicKey: KeyObject): Problem[] {
  const named = block.data["public_key_fingerprint"];
  const found = fingerprint(publicKey);
  if (block.category !== "ledger" || block.action !== "genesis") {
    return [{ height: 0, line, verdict: "edited", text: "block 0 is no genesis block" }];
  }
  if (named === found) return [];
  const text = `the genesis block names the key ${String(named)}, but keys/ledger.pub is ${found}`;
  return [{ height: 0, line, verdict: "signature", text }];
}

function noLedger(path: string): Failure {
  return new Failure({
    kind: "integrity",
    tried: `cannot verify ${path}`,
    found: "no such file",
    needs: "the ledger that the installer started",
    fix: "if it was deleted, restore it from a backup",
  });
}
