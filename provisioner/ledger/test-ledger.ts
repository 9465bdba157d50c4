import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { filesBelow } from "../host/files.ts";
import type { Host } from "../host/host.ts";
import type { Block, LedgerEntry } from "./block.ts";
import { createLedger } from "./ledger.ts";
import { type BlockFilter, readBlocks } from "./read.ts";

/** A host whose files lie in a fresh folder and that can do nothing else; what it runs is written down */
export interface TestHost {
  host: Host;
  ran: { program: string; input: string | undefined }[];
  remove(): Promise<void>;
}

/** The directory of the ledger as the host of a test sees it */
export const directory = "/var/lib/groundstate";

/** Makes such a host */
export async function testHost(stage: Host["stage"] = "install"): Promise<TestHost> {
  const root = await mkdtemp(join(tmpdir(), "groundstate-ledger-"));
  const files = filesBelow(root);
  const ran: TestHost["ran"] = [];
  await files.write("/proc/sys/kernel/random/boot_id", "3f0c2f0e-7f0b-4d5e-9a42-0d6ad1f8f3a1\n");
  await files.write("/etc/hostname", "alder\n");
  const unused = async (): Promise<never> => {
    throw new Error("the ledger talks to no bus");
  };
  const host: Host = {
    stage,
    files,
    bus: { call: unused, listen: unused, close: () => undefined },
    clock: { now: () => new Date("2026-01-31T12:00:00.000Z"), sleep: async () => undefined },
    run: async (program, _args, options = {}) => {
      ran.push({ program, input: options.input });
      return { stdout: "", stderr: "", exit: 0 };
    },
  };
  return { host, ran, remove: () => rm(root, { recursive: true }) };
}

/** An entry like those of an apply; numbered, so that no two blocks are alike */
export function entry(number: number): LedgerEntry {
  return {
    txn: `txn-${Math.floor(number / 4)}`,
    category: "transaction",
    action: "modify",
    phase: "done",
    plugin: "users",
    data: {
      number,
      summary: `create account “u${number}” 🙂`,
      groups: ["sudo", "adm"],
      home: null,
      system: false,
    },
  };
}

/** Starts a ledger and appends; `blocks` counts the genesis as well */
export async function writeLedger(host: Host, blocks: number): Promise<void> {
  const ledger = await createLedger(host, directory, { iso: "test" });
  for (let number = 1; number < blocks; number++) await ledger.append(entry(number));
  await ledger.close();
}

/** The bytes of the ledger of a host */
export async function ledgerBytes(host: Host): Promise<Buffer> {
  return (await host.files.readBytes(`${directory}/ledger.jsonl`)) ?? Buffer.alloc(0);
}

/** All blocks that a filter keeps */
export async function blocksOf(host: Host, filter: BlockFilter = {}): Promise<Block[]> {
  const found: Block[] = [];
  for await (const block of readBlocks(host, directory, filter)) found.push(block);
  return found;
}
