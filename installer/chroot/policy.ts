import type { Files } from "../../provisioner/host/files.ts";

const path = "/usr/sbin/policy-rc.d";

/** Keeps maintainer scripts from starting services in the target (exit 101: forbidden by policy) */
export async function forbidServices(files: Files, root: string): Promise<void> {
  await files.write(`${root}${path}`, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
}

/** The installed machine may start its services */
export async function allowServices(files: Files, root: string): Promise<void> {
  await files.remove(`${root}${path}`);
}
