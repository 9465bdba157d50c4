import type { Host } from "../../provisioner/host/host.ts";

/** Seconds that a rescue shell may stay open: longer than any night shift */
const shellTimeout = 7 * 24 * 3600;

/** Opens a root shell on this terminal and comes back when it ends, however it ends */
export async function openShell(host: Host): Promise<void> {
  process.stdout.write("Rescue shell. Ctrl-D or exit comes back to the installer.\r\n");
  const anyExit = Array.from({ length: 256 }, (_, status) => status);
  await host.run("bash", ["--login"], { terminal: true, timeout: shellTimeout, allowedExits: anyExit });
}
