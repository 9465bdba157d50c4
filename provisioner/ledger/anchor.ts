import { Failure } from "../host/failure.ts";
import type { Head } from "./block.ts";
import type { SoundBlock } from "./chain.ts";
import type { Problem } from "./problem.ts";

/** Compares a ledger with a head that was kept outside of it */
export interface AnchorCheck {
  see(sound: SoundBlock): void;
  /** What is wrong, once all lines were seen; `next` is the height that would come after the last line */
  problems(next: number, line: number): Problem[];
}

/** Reads "HEIGHT:HASH" */
export function parseHead(text: string): Head {
  const [, height, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim()) ?? [];
  if (height !== undefined && hash !== undefined) return { height: Number(height), hash };
  throw new Failure({
    kind: "input",
    tried: "cannot compare the ledger with a head kept elsewhere",
    found: `"${text}"`,
    needs: "HEIGHT:HASH, the hash with 64 lower-case hexadecimal digits",
    fix: "the heads of this machine are in its journal: journalctl -t groundstate-ledger",
  });
}

/** A check against a head, or against nothing */
export function anchorCheck(anchor: Head | undefined): AnchorCheck {
  const found: Problem[] = [];
  if (!anchor) return { see: () => undefined, problems: () => found };
  const { height, hash } = anchor;
  return {
    see: ({ block, line }) => {
      if (block.height !== height || block.hash === hash) return;
      const text = `block ${height} is not the one kept elsewhere: the ledger was written anew`;
      found.push({ height, line, verdict: "edited", text });
    },
    problems: (next, line) => {
      if (next > height) return found;
      const text = `the ledger ends before block ${height}, which a head kept elsewhere vouches for`;
      return [...found, { height: next, line, verdict: "truncated-vs-anchor", text }];
    },
  };
}
