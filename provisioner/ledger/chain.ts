import { type Block, genesisPrevHash, type Head } from "./block.ts";
import { canonicalJson } from "./canonical.ts";
import { heightGaps } from "./gaps.ts";
import { hashLine } from "./hash.ts";
import type { Line } from "./lines.ts";
import { parseBlock } from "./parse.ts";
import type { Problem, Verdict } from "./problem.ts";

/** A block whose bytes and hash are right, whatever its place; its signature is still to be checked */
export interface SoundBlock {
  block: Block;
  line: number;
}

/** Checks line after line; it remembers the last block and nothing older */
export interface ChainCheck {
  next(line: Line): SoundBlock | undefined;
  /** Lines that were blocks or should have been */
  blocks(): number;
  /** The height that a block after the last line would have */
  nextHeight(): number;
  /** The last sound block in its place */
  head(): Head | undefined;
  /** All that is wrong but signatures */
  problems(): Problem[];
}

/**
 * "chain": hashes, heights and predecessors, so that every changed byte of content is found.
 * "full": also that each line is canonical, which only another writer than ours can break.
 */
export type Depth = "chain" | "full";

/** A check that stands before block 0 */
export function chainCheck(depth: Depth): ChainCheck {
  const problems: Problem[] = [];
  const gaps = heightGaps();
  let blocks = 0;
  let head: Head | undefined;
  /** Unsound lines since the head; each stands for a block, or for part of one */
  let unsound = 0;
  const expected = (): number => (head?.height ?? -1) + unsound + 1;

  function next(line: Line): SoundBlock | undefined {
    if (!line.terminated) {
      note(line, "torn-tail", expected(), "the last line has no newline: it was cut off while being written");
      return undefined;
    }
    blocks++;
    const sound = soundBlock(line, depth);
    if ("verdict" in sound) {
      note(line, sound.verdict, expected(), sound.text);
      unsound++;
      return undefined;
    }
    place(sound.block, line);
    return sound;
  }

  function place(block: Block, line: Line): void {
    const { height, hash } = block;
    if (head && height <= head.height) {
      const moved = gaps.fill(height);
      const text = moved ? `block ${height} stands after block ${head.height}` : `a second block ${height}`;
      note(line, "reordered", height, text);
      return;
    }
    const predecessor = head?.hash ?? genesisPrevHash;
    if (height > expected()) gaps.open(expected(), height - 1, line.number);
    else if (unsound === 0 && block.prev_hash !== predecessor) {
      const text = `block ${height} was written after another block than the one that stands before it`;
      note(line, "edited", Math.max(height - 1, 0), text);
    }
    head = { height, hash };
    unsound = 0;
  }

  function note(line: Line, verdict: Verdict, height: number, text: string): void {
    problems.push({ height, line: line.number, verdict, text });
  }

  return {
    next,
    blocks: () => blocks,
    nextHeight: expected,
    head: () => head,
    problems: () => [...problems, ...gaps.problems()],
  };
}

function soundBlock(line: Line, depth: Depth): SoundBlock | { verdict: Verdict; text: string } {
  if (line.text === undefined) return { verdict: "unreadable", text: "the line is not UTF-8" };
  const block = parseBlock(line.text);
  if (typeof block === "string") return { verdict: "unreadable", text: `the line is no block: ${block}` };
  if (hashLine(line.text, block) !== block.hash) {
    return { verdict: "edited", text: "the content does not have the hash that the block names" };
  }
  if (depth === "full" && !isCanonical(block, line.text)) {
    return { verdict: "edited", text: "the line is signed, but not canonical: another program wrote it" };
  }
  return { block, line: line.number };
}

function isCanonical(block: Block, text: string): boolean {
  try {
    return canonicalJson(block) === text;
  } catch {
    return false; // it holds what no canonical text can: a fraction, or half a surrogate pair
  }
}
