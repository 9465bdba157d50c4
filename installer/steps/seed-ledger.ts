import { createHash } from "node:crypto";
import { Failure } from "../../provisioner/host/failure.ts";
import type { JsonObject } from "../../provisioner/host/json.ts";
import { createLedger } from "../../provisioner/ledger/ledger.ts";
import { documentPath } from "../../provisioner/manager/paths.ts";
import { runInside } from "../chroot/chroot.ts";
import type { Step } from "../engine.ts";
import { type Install, target } from "../install.ts";
import { closeLedger, ledgerDirectory, recordStep } from "../ledger-blocks.ts";
import { installerVersion } from "../version.ts";

/** Begins the machine's ledger with what it is made from, and the steps so far */
export const seedLedgerStep: Step<Install> = {
  name: "seed-ledger",
  title: "Begin the ledger",
  weight: 1,
  run: async install => {
    const ledger = await createLedger(install.host, ledgerDirectory, await genesis(install));
    install.made.ledger = ledger;
    for (const time of install.made.times) await recordStep(ledger, time);
  },
  undo: closeLedger,
};

async function genesis(install: Install): Promise<JsonObject> {
  const { medium, settings, sha256, origin, plan } = install;
  const { path, model, serial, wwn, size } = plan.disk;
  return {
    installer: {
      version: installerVersion,
      medium: medium ? { name: medium.name, version: medium.version, built: medium.built } : null,
    },
    document: {
      origin,
      document_sha256: await documentDigest(install), // what the provisioner will call it
      document_source_sha256: sha256,
    },
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
      ...(await baseManifest(install)),
    },
  };
}

async function documentDigest({ host }: Install): Promise<string> {
  const bytes = await host.files.readBytes(target + documentPath);
  if (bytes) return sha256Of(bytes);
  throw new Failure({
    kind: "machine",
    tried: "cannot begin the ledger",
    found: `no ${documentPath}`,
    needs: "the document, which the step before leaves there",
    fix: "retry; if it happens again, check disk and memory of this machine",
  });
}

/** An image is what its medium says it is; what debootstrap laid down only the new system itself knows, so the list is kept */
async function baseManifest({ host, medium, settings, logs }: Install): Promise<JsonObject> {
  if (settings.base === "image") return { manifest_sha256: medium?.manifestSha256 ?? null };
  const { stdout } = await runInside(host, target, ["dpkg-query", "--show"]);
  const manifest = stdout.replaceAll("\t", " "); // as iso-build writes that of a medium
  await host.files.write(`${logs}/packages-of-the-base.txt`, manifest);
  return { manifest_sha256: sha256Of(manifest), packages: manifest.split("\n").filter(Boolean).length };
}

function sha256Of(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
