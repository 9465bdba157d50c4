import { once } from "node:events";
import { Failure } from "../host/failure.ts";
import { filesBelow } from "../host/files.ts";
import { type Host, thisHost } from "../host/host.ts";
import { type Ledger, openLedger } from "./ledger.ts";
import { directory, entry } from "./test-ledger.ts";

/** A process that, once it is told to, opens the ledger below its first argument again and again, and each time appends three blocks */
const [, , root = "", name = ""] = process.argv;
const host: Host = { ...thisHost("install"), files: filesBelow(root) };
const sessions = 12;
let refused = 0;

async function write(): Promise<void> {
  process.stdout.write("ready\n");
  await once(process.stdin, "end");
  for (let session = 0; session < sessions; session += 1) {
    const ledger = await openWhenFree();
    for (let number = 0; number < 3; number += 1)
      await ledger.append({ ...entry(number), txn: `${name}-${session}` });
    await ledger.close();
  }
  process.stdout.write(`${refused}\n`);
}

async function openWhenFree(): Promise<Ledger> {
  for (;;) {
    try {
      return await openLedger(host, directory);
    } catch (error) {
      if (!(error instanceof Failure && error.kind === "busy")) throw error;
      refused += 1;
    }
  }
}

process.stdin.resume();
write();
