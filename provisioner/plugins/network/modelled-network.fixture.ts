import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { Json } from "../../host/json.ts";
import { beginTransaction, type Transaction, treeBelow } from "../transaction.fixture.ts";
import { networkPlugin } from "./index.ts";
import { hardware } from "./modelled-kernel.fixture.ts";
import { type ModelledMachine, machineBelow } from "./modelled-machine.fixture.ts";

/** Ours by what earlier documents made, as the manager reads it from the ledger */
const owned = ["bond0", "v7", "ve0", "ve1", "ve9", "dum0", "br0", "eth0"].map(name => `interface/${name}`);

/** A modelled machine with three network cards, and transactions of the plugin on it */
export interface ModelledNetwork {
  root: string;
  machine: ModelledMachine;
  /** Files, links and running units, to compare */
  state(): { tree: Record<string, string>; links: ModelledMachine["links"]; active: string[] };
  begin(interfaces: Json): Promise<Transaction>;
  /** Expects nothing to be refused */
  apply(interfaces: Json): Promise<void>;
}

/** eth1 is off, eth0 and eth2 are on; remove the root afterwards */
export async function modelledNetwork(): Promise<ModelledNetwork> {
  const root = await mkdtemp(join(tmpdir(), "groundstate-network-"));
  const machine = await machineBelow(root);
  machine.links["eth1"] = hardware({ mac: "52:54:00:00:00:02", down: true });
  machine.links["eth2"] = hardware({ mac: "52:54:00:00:00:03" });
  const begin = (interfaces: Json): Promise<Transaction> =>
    beginTransaction(networkPlugin, machine.host, { interfaces }, owned);
  return {
    root,
    machine,
    state: () => {
      const active = [...machine.systemctl.active].sort();
      return structuredClone({ tree: treeBelow(root), links: machine.links, active });
    },
    begin,
    apply: async interfaces => {
      const transaction = await begin(interfaces);
      expect(transaction.actions.flatMap(({ refused }) => refused ?? [])).toEqual([]);
      await transaction.apply();
    },
  };
}
