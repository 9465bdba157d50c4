import type { Host } from "../host/host.ts";
import { createLedger, hasLedger, type Ledger, openLedger } from "../ledger/ledger.ts";
import { readBlocks } from "../ledger/read.ts";
import type { StateDocument } from "../state/document.ts";
import { stateDirectory } from "./paths.ts";

/** What the genesis block calls a machine that our installer did not make */
const adopted = "adopted";

/** A machine that our installer did not make gets its ledger on the first apply */
export async function openOrAdopt(host: Host): Promise<Ledger> {
  if (await hasLedger(host, stateDirectory)) return await openLedger(host, stateDirectory);
  return await createLedger(host, stateDirectory, { origin: adopted });
}

/** A document as far as it speaks of this machine: for an adopted one no installer chose a disk, whatever it tells the next */
export async function spokenOf(host: Host, document: StateDocument): Promise<StateDocument> {
  if (document.bootstrap?.device === undefined || !(await isAdopted(host))) return document;
  const { device, ...bootstrap } = document.bootstrap;
  return { ...document, bootstrap };
}

async function isAdopted(host: Host): Promise<boolean> {
  if (!(await hasLedger(host, stateDirectory))) return true;
  for await (const genesis of readBlocks(host, stateDirectory, { to: 0 }))
    return genesis.data["origin"] === adopted;
  return false;
}
