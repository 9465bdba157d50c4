import type { Host } from "../../provisioner/host/host.ts";
import type { Settings } from "../settings.ts";

/** What must stay free beside the layers: the live system and the steps need it */
const sparedMiB = 512;

/**
 * Reads the layers of the medium into memory while somebody makes up their mind, so that unpacking them later does
 * not wait for a slow stick or disc. A help and nothing more: it touches no disk, and a failure shows when they are unpacked
 */
export async function readAhead(
  host: Host,
  base: Settings["base"],
  layers: readonly string[],
): Promise<void> {
  if (base !== "image") return;
  try {
    if (!(await fitInMemory(host, layers))) return;
    for (const layer of layers)
      await host.run("dd", [`if=${layer}`, "of=/dev/null", "bs=1M"], { timeout: 3600 });
  } catch {
    return; // whoever unpacks the layers says what is wrong with them
  }
}

async function fitInMemory(host: Host, layers: readonly string[]): Promise<boolean> {
  const [, kib] = /^MemAvailable:\s+(\d+) kB/m.exec((await host.files.read("/proc/meminfo")) ?? "") ?? [];
  let bytes = sparedMiB * 1024 * 1024;
  for (const layer of layers) bytes += (await host.files.facts(layer))?.size ?? 0;
  return Number(kib ?? 0) * 1024 >= bytes;
}
