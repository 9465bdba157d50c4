import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { JsonObject } from "../provisioner/host/json.ts";
import { blockOf } from "./cut-apply.ts";
import { shellWord } from "./facts/question-kinds.ts";
import type { Finding } from "./questions.ts";
import type { Disk } from "./vm/disks.ts";
import type { Machine } from "./vm/machine.ts";
import { anyExit, type SshTarget, ssh } from "./vm/ssh.ts";

/** A disk as the machine would have left it, had its power gone so many seconds after the transaction's first block */
export interface CutDisk {
  disk: Disk;
  seconds: number;
}

/** What one apply came to, and its disk at many instants */
export interface Applied {
  txn: string;
  /** Whether it went through */
  finding: Finding;
  disks: readonly CutDisk[];
}

/** Milliseconds to the next disk: twice as many after each so many as are wanted, for each is one more layer to read through */
function betweenDisks(kept: number, most: number): number {
  return 500 * 2 ** Math.floor(kept / most);
}

/** Applies a document and keeps the disk as it is at so many instants, from the transaction's first block to its end */
export async function disksWhileApplying(
  machine: Machine,
  target: SshTarget,
  { document, disk, folder, most }: { document: JsonObject; disk: Disk; folder: string; most: number },
): Promise<Applied> {
  let over = false;
  let txn = "";
  let begun = 0;
  const applying = ssh(target, `sudo sh -c ${shellWord(applyAndTell)}`, {
    input: JSON.stringify(document),
    timeout: 900,
    allowedExits: anyExit,
    onLine: line => {
      const block = blockOf(line);
      if (block?.["phase"] !== "intent") return;
      begun = performance.now();
      txn = String(block["txn"]);
    },
  }).finally(() => {
    over = true;
  });
  const kept: CutDisk[] = [];
  let written = disk;
  while (!over) {
    await setTimeout(betweenDisks(kept.length, most));
    if (txn === "") continue;
    const next: Disk = { ...disk, path: join(folder, `written-${kept.length + 1}.qcow2`), format: "qcow2" };
    await writeElsewhere(machine, next);
    kept.push({ disk: written, seconds: (performance.now() - begun) / 1000 });
    written = next;
  }
  const { stdout, stderr, exit } = await applying;
  const found = exit === 0 ? "exit 0" : `exit ${exit}: ${(stderr || stdout).trim().slice(-600)}`;
  const finding = { what: "the change that is cut can be made", needs: "exit 0", holds: exit === 0, found };
  return { txn, finding, disks: evenly(kept, most) };
}

/** From here on what the machine writes goes to a new layer; the one before stays as it is */
async function writeElsewhere({ monitor }: Machine, { path, format }: Disk): Promise<void> {
  await monitor.execute("blockdev-snapshot-sync", { device: "disk0", "snapshot-file": path, format });
}

/** At most so many of them, evenly in time, the first and the last among them */
export function evenly<T extends { seconds: number }>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list];
  const [first, last] = [list[0]?.seconds ?? 0, list.at(-1)?.seconds ?? 0];
  const instants = Array.from({ length: most }, (_, index) => first + (index / (most - 1)) * (last - first));
  const far = ({ seconds }: T, instant: number): number => Math.abs(seconds - instant);
  const nearest = (instant: number): T =>
    list.reduce((best, item) => (far(item, instant) < far(best, instant) ? item : best));
  const chosen = new Set(instants.map(nearest));
  return list.filter(item => chosen.has(item));
}

const ledger = "/var/lib/groundstate/ledger.jsonl";

const applyAndTell = `cat >/run/changed.json
tail --pid=$$ -n +$(($(wc -l <${ledger}) + 1)) -f ${ledger} &
groundstate apply /run/changed.json >&2`;
