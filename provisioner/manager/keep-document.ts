import type { Host } from "../host/host.ts";
import { documentPath } from "./paths.ts";

/** A document that was applied whole is this machine's document from now on; verify and first boot read it */
export async function keepDocument(
  host: Host,
  { text, only }: { text?: string; only?: string },
): Promise<void> {
  if (text === undefined || only !== undefined || host.stage !== "live") return;
  if ((await host.files.read(documentPath)) === text) return;
  await host.files.write(documentPath, text, { mode: 0o600 });
}
