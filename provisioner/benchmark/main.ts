import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeError } from "../host/failure.ts";
import { filesBelow } from "../host/files.ts";
import { type Host, thisHost } from "../host/host.ts";
import { bridgeFigures } from "./bridges.ts";
import { type Figure, figureLine } from "./figure.ts";
import { appendFigures, verificationFigures } from "./ledger.ts";
import { noOpFigures } from "./no-op.ts";
import { coverHost, isInSandbox, runInSandbox } from "./sandbox.ts";

/** Prints every figure of the engine in one run, natively; status 1 when one misses what it has to reach */
async function main(): Promise<void> {
  if (!isInSandbox()) {
    process.exitCode = await runInSandbox();
    return;
  }
  await onDisk(async hostBelow => {
    show(await appendFigures(await hostBelow("append")));
    show(await verificationFigures(await hostBelow("verify")));
    show(await bridgeFigures(hostBelow));
  });
  await coverHost();
  show(await noOpFigures(thisHost("install")));
}

function show(figures: readonly Figure[]): void {
  for (const figure of figures) console.log(figureLine(figure));
  if (!figures.every(({ reached }) => reached)) process.exitCode = 1;
}

/** With machines that are folders on this host's own disk; first argument: where */
async function onDisk(work: (hostBelow: (name: string) => Promise<Host>) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(process.argv[2] ?? tmpdir(), "groundstate-benchmark-"));
  try {
    await work(async name => {
      const files = filesBelow(join(root, name));
      await files.makeDirectory("/");
      return { ...thisHost("install"), files };
    });
  } finally {
    await rm(root, { recursive: true });
  }
}

main().catch(error => {
  console.error(describeError(error));
  process.exitCode = 1;
});
