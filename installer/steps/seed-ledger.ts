import type { JsonObject } from "../../provisioner/host/json.ts";
import { createLedger } from "../../provisioner/ledger/ledger.ts";
import type { Step } from "../engine.ts";
import type { Install } from "../install.ts";
import { closeLedger, ledgerDirectory, recordStep } from "../ledger-blocks.ts";
import { installerVersion } from "../version.ts";

/** Begins the machine's ledger with what it is made from, and the steps so far */
export const seedLedgerStep: Step<Install> = {
  name: "seed-ledger",
  title: "Begin the ledger",
  run: async install => {
    const ledger = await createLedger(install.host, ledgerDirectory, genesis(install));
    install.made.ledger = ledger;
    for (const time of install.made.times) await recordStep(ledger, time);
  },
  undo: closeLedger,
};

function genesis({ medium, settings, sha256, origin, plan }: Install): JsonObject {
  const { path, model, serial, wwn, size } = plan.disk;
  return {
    installer: {
      version: installerVersion,
      medium: medium ? { name: medium.name, version: medium.version, built: medium.built } : null,
    },
    document: { sha256, origin },
    disks: [{ path, model: model ?? null, serial: serial ?? null, wwn: wwn ?? null, bytes: size }],
    layout: {
      partitions: plan.partitions.map(({ number, type, bytes }) => ({ number, type, bytes })),
      mounts: plan.layout.mounts.map(({ mountpoint, number, subvolume }) => ({
        mountpoint,
        partition: number,
        subvolume: subvolume ?? null,
      })),
    },
    base: {
      method: settings.base,
      suite: settings.suite,
      manifest_sha256: medium?.manifestSha256 ?? null,
    },
  };
}
