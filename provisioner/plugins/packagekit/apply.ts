import type { Report } from "../../contract/plugin.ts";
import type { Host } from "../../host/host.ts";
import { applyRepository } from "./apply-repository.ts";
import { quietly } from "./apt-options.ts";
import { rememberBrought } from "./brought.ts";
import { releaseHolds, setHold } from "./holds.ts";
import { installedPackages } from "./installed.ts";
import { openBackend } from "./open-backend.ts";
import type { PackageOperation, Wanted } from "./operation.ts";

/** Executes one operation; installing and removing do nothing when an earlier one took this package along */
export async function applyPackages(host: Host, operation: PackageOperation, report: Report): Promise<void> {
  switch (operation.do) {
    case "install":
      return await install(host, operation, report);
    case "remove":
      return await remove(host, operation, report);
    case "hold":
      return await setHold(host, [operation.name], operation.hold);
    default:
      return await applyRepository(host, operation, report);
  }
}

/** Completes what a power cut left half installed; what it cannot complete, the next step names or removes */
export async function finishInterrupted(host: Host): Promise<void> {
  const words = ["--force-confdef", "--force-confold", "--configure", "--pending"];
  await host.run("dpkg", words, { ...quietly, allowedExits: [0, 1, 2] });
}

async function install(
  host: Host,
  { package: wanted, together, unwanted }: Extract<PackageOperation, { do: "install" }>,
  report: Report,
): Promise<void> {
  if (await isInstalled(host, wanted)) return;
  await finishInterrupted(host);
  const backend = await openBackend(host, report);
  await releaseHolds(host, [...together.map(({ name }) => name), ...unwanted]);
  await backend.install(together, unwanted, brought => rememberBrought(host.files, brought));
}

async function remove(
  host: Host,
  { name, together }: Extract<PackageOperation, { do: "remove" }>,
  report: Report,
): Promise<void> {
  if (!(await isInstalled(host, { name }))) return;
  await finishInterrupted(host);
  const backend = await openBackend(host, report);
  await releaseHolds(host, together);
  await backend.remove(together, brought => rememberBrought(host.files, brought));
}

async function isInstalled(host: Host, { name, version }: Wanted): Promise<boolean> {
  const found = (await installedPackages(host, [name]))[name];
  return found !== undefined && (version === undefined || version === found.version);
}
