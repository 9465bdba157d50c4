import { type Paint, plain, type Tone } from "./colour.ts";
import type { Outcome, PastTransaction } from "./history.ts";

const tones: Record<Outcome, Tone> = {
  installed: "good",
  applied: "good",
  unchanged: "aside",
  "taken back": "careful",
  "took another back": "good",
  "rolled back": "careful",
  "rollback failed": "bad",
  "interrupted, rolled back": "careful",
  "interrupted, rollback failed": "bad",
  pending: "careful",
  open: "careful",
};

const headings = ["TIME", "TRANSACTION", "DOCUMENT", "CHANGES", "OUTCOME"];

/** Transactions for people: a table, a line each, and below it what a rollback could not put back */
export function historyLines(transactions: readonly PastTransaction[], paint: Paint = plain): string[] {
  const rows = transactions.map(cells);
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map(row => row[column]?.length ?? 0)),
  );
  const fixed = (row: readonly string[]): string =>
    row
      .slice(0, -1)
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ");
  const indent = " ".repeat(fixed(headings).length + 2);
  return [
    paint("heading", `${fixed(headings)}  ${headings.at(-1)}`),
    ...transactions.flatMap((transaction, index) => [
      `${fixed(rows[index] ?? [])}  ${outcomeText(transaction, paint)}`,
      ...transaction.left.map(line => `${indent}except: ${line}`),
    ]),
  ];
}

function cells(transaction: PastTransaction): string[] {
  const { time, txn, document_sha256, changes, planned, outcome } = transaction;
  const count = changes === planned ? `${changes}` : `${changes} of ${planned}`;
  return [time.replace(/\.\d+/, ""), txn, document_sha256?.slice(0, 12) ?? "-", count, outcome];
}

function outcomeText({ outcome, reason }: PastTransaction, paint: Paint): string {
  const ended = paint(tones[outcome], outcome);
  return reason === null ? ended : `${ended}: ${reason}`;
}
