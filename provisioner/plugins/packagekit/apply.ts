import type { Report } from "../../contract/plugin.ts";
import type { Host } from "../../host/host.ts";
import { quietly } from "./apt-get.ts";
import { installedPackages } from "./installed.ts";
import { openBackend } from "./open-backend.ts";
import type { PackageOperation, Wanted } from "./operation.ts";

/** Installs or removes; nothing is left to do when an earlier operation took this package along */
export async function applyPackages(host: Host, operation: PackageOperation, report: Report): Promise<void> {
  if (await isDone(host, operation)) return;
  await finishInterrupted(host);
  const backend = await openBackend(host, report);
  if (operation.do === "install") await backend.install(operation.together);
  else await backend.remove(operation.together);
}

/** Completes what a power cut left half installed; what it cannot complete, the next step names or removes */
export async function finishInterrupted(host: Host): Promise<void> {
  const words = ["--force-confdef", "--force-confold", "--configure", "--pending"];
  await host.run("dpkg", words, { ...quietly, allowedExits: [0, 1, 2] });
}

async function isDone(host: Host, operation: PackageOperation): Promise<boolean> {
  if (operation.do === "install") return isInstalled(host, operation.package);
  return !(await isInstalled(host, { name: operation.name }));
}

async function isInstalled(host: Host, { name, version }: Wanted): Promise<boolean> {
  const found = (await installedPackages(host, [name]))[name];
  return found !== undefined && (version === undefined || version === found.version);
}
