import { appendFileSync, cpSync, mkdirSync } from "node:fs";
import { relative } from "node:path";
import { treeBelow } from "../plugins/transaction.fixture.ts";
import { atEveryBoundary } from "./disk-boundaries.fixture.ts";

/** The disk as a kill at one boundary leaves it */
export interface CutDisk {
  /** What came next and never happened */
  before: string;
  root: string;
}

/** Does some work on the disk below `root` and keeps a copy of it at each boundary where it is as none `known` yet */
export async function cutsOf(
  root: string,
  copies: string,
  known: Set<string>,
  work: () => Promise<unknown>,
): Promise<{ boundaries: number; cuts: CutDisk[] }> {
  const cuts: CutDisk[] = [];
  let boundaries = 0;
  await atEveryBoundary(({ before, torn }) => {
    boundaries += 1;
    const state = `${sameWhoeverWrote(root)}${torn ? `${before.replaceAll(/\d/g, "")} ${torn.bytes.length}` : ""}`;
    if (known.has(state)) return;
    known.add(state);
    const copy = `${copies}/${boundaries}`;
    copyDisk(root, copy);
    if (torn) appendFileSync(`${copy}/${relative(root, torn.path)}`, torn.bytes);
    cuts.push({ before: before.replaceAll(root, ""), root: copy });
  }, work);
  return { boundaries, cuts };
}

/** A copy of a disk, modes and links included */
export function copyDisk(root: string, copy: string): void {
  mkdirSync(copy, { recursive: true });
  cpSync(root, copy, { recursive: true, verbatimSymlinks: true });
}

/** All that lies on a disk but what the provisioner remembers and what the kernel says: what a transaction is about */
export function managedTree(root: string): Record<string, string> {
  const all = Object.entries(treeBelow(root));
  return Object.fromEntries(all.filter(([path]) => !/^(var|proc)(\/|$)/.test(path)));
}

/** One text for all disks on which recovery has the same to do: the same files, checkpoints and open transaction */
export function forRecovery(root: string): string {
  const isUnfinished = (path: string): boolean => path.endsWith(".groundstate");
  const files = Object.entries(managedTree(root)).filter(([path]) => !isUnfinished(path));
  const tree = treeBelow(root);
  const checkpoints = Object.keys(tree).filter(path => path.endsWith("/checkpoint.json"));
  const ledger = tree["var/lib/groundstate/ledger.jsonl"] ?? "";
  const outcomes = ledger.match(/"phase":"(intent|commit|abort|note)"/g) ?? [];
  return JSON.stringify([files, checkpoints.length, outcomes.length, ledger.endsWith("\n")]);
}

/** One text for all disks that differ only in random names and in what was signed with another key */
function sameWhoeverWrote(root: string): string {
  const tree = Object.entries(treeBelow(root)).map(([path, is]) => {
    if (path.includes("/keys/")) return [path, is.length];
    return path.endsWith("ledger.jsonl") ? [path, ledgerShape(is)] : [path, is];
  });
  return JSON.stringify(tree)
    .replaceAll(/\.\d+\.\d+\.groundstate/g, "(unfinished)")
    .replaceAll(/\d{8}T\d{6}Z-[0-9a-f]{6}/g, "(transaction)");
}

function ledgerShape(text: string): string[] {
  const lines = text.split("\n");
  const torn = lines.pop() ?? "";
  const shapes = lines.map(line => line.match(/"(action|phase)":"\w+"/g)?.join() ?? "");
  return [...shapes, `${torn.length} more bytes`];
}
