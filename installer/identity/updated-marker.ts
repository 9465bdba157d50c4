import { stat } from "node:fs/promises";
import type { Files } from "../../provisioner/host/files.ts";

/**
 * Tells systemd that /etc and /var know this /usr already (systemd-update-done(8)); else the first boot
 * spends its time on ldconfig, the hardware database and the journal catalog once more
 */
export async function markUpdated(files: Files, root: string): Promise<void> {
  const { mtimeNs } = await stat(files.path(`${root}/usr`), { bigint: true });
  for (const directory of ["/etc", "/var"])
    await files.write(`${root}${directory}/.updated`, `TIMESTAMP_NSEC=${mtimeNs}\n`);
}
