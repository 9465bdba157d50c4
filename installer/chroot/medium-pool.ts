import type { Host } from "../../provisioner/host/host.ts";
import { runInside } from "./chroot.ts";

const mountPoint = "/run/groundstate/medium";
const sourceFile = "/etc/apt/sources.list.d/groundstate-medium.list";

/** Where the pool is, and for which suite its index was made */
export interface Pool {
  medium: string;
  suite: string;
}

/** Lends the medium's packages to apt inside the target, and has apt read its index */
export async function lendPool(
  host: Host,
  root: string,
  { medium, suite }: Pool,
  onLine: (line: string) => void,
): Promise<void> {
  await host.files.makeDirectory(`${root}${mountPoint}`);
  await host.run("mount", ["--bind", "-o", "ro", medium, `${root}${mountPoint}`]);
  await host.files.write(`${root}${sourceFile}`, `deb [trusted=yes] file:${mountPoint} ${suite} main\n`);
  await runInside(host, root, ["apt-get", "update"], { timeout: 900, onLine });
}

/** Takes the pool away again, with everything that apt knows of it */
export async function takePoolBack(host: Host, root: string): Promise<void> {
  await host.files.remove(`${root}${sourceFile}`);
  for (const name of await host.files.list(`${root}/var/lib/apt/lists`)) {
    if (name.startsWith("_run_groundstate_medium"))
      await host.files.remove(`${root}/var/lib/apt/lists/${name}`);
  }
  for (const name of ["pkgcache.bin", "srcpkgcache.bin"])
    await host.files.remove(`${root}/var/cache/apt/${name}`);
}
