/** What can be wrong with a ledger */
export type Verdict =
  | "edited" // a block is not what was written
  | "missing" // blocks are not there
  | "reordered" // a block stands where it does not belong, or twice
  | "signature" // a block was not signed with this ledger's key
  | "unreadable" // a line is no block
  | "torn-tail" // the last line was cut off while being written
  | "truncated-vs-anchor"; // blocks that a head kept elsewhere vouches for are gone

/** One thing that is wrong, and where: the block's height, and the line of the file (from 1) */
export interface Problem {
  height: number;
  line: number;
  verdict: Verdict;
  text: string;
}
