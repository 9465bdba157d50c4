import { Failure } from "../host/failure.ts";
import type { Host } from "../host/host.ts";
import { ledgerPaths } from "../ledger/block.ts";
import { hasLedger } from "../ledger/ledger.ts";

/** Stops a command that reads a ledger where there is none */
export async function requireLedger(host: Host, directory: string): Promise<void> {
  if (await hasLedger(host, directory)) return;
  throw new Failure({
    kind: "integrity",
    tried: `cannot read ${ledgerPaths(directory).ledger}`,
    found: "no ledger",
    needs: "a machine that groundstate installed, or one apply on this machine",
  });
}
