import type { Host } from "../../provisioner/host/host.ts";
import type { RunOptions, RunResult } from "../../provisioner/host/run.ts";
import { endProcesses } from "./processes.ts";

/** What is mounted into the target, in this order; its own, so that nothing of the live system shows through */
const mounts: [type: string, path: string, options: string][] = [
  ["proc", "/proc", "nosuid,nodev,noexec"],
  ["sysfs", "/sys", "nosuid,nodev,noexec,ro"],
  ["devtmpfs", "/dev", "nosuid,mode=0755"],
  ["devpts", "/dev/pts", "nosuid,noexec,gid=5,mode=0620,ptmxmode=0666"],
  ["tmpfs", "/run", "nosuid,nodev,mode=0755"],
];

/** Makes a folder with a Debian in it fit to run programs */
export async function enterChroot(host: Host, root: string): Promise<void> {
  for (const [type, path, options] of mounts) {
    await host.files.makeDirectory(root + path);
    await host.run("mount", ["-t", type, "-o", options, type, root + path]);
  }
  await lendResolver(host, root);
}

/** Ends what still runs in the target and takes the mounts away; fine when there are none */
export async function leaveChroot(host: Host, root: string): Promise<void> {
  await endProcesses(host, root);
  for (const [, path] of [...mounts].reverse()) {
    const mounted = await host.run("mountpoint", ["--quiet", root + path], { allowedExits: [0, 1, 32] });
    if (mounted.exit === 0) await host.run("umount", ["--recursive", root + path]);
  }
}

/** Runs a program of the target inside it */
export function runInside(
  host: Host,
  root: string,
  command: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const environment = {
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    HOME: "/root",
    DEBIAN_FRONTEND: "noninteractive",
    ...options.environment,
  };
  return host.run("chroot", [root, ...command], { ...options, environment });
}

/** /etc/resolv.conf of the target points into /run, which is empty there: put the live system's resolver where it points */
async function lendResolver(host: Host, root: string): Promise<void> {
  const resolver = await host.files.read("/etc/resolv.conf");
  if (resolver === undefined) return;
  await host.files.write(`${root}/run/systemd/resolve/stub-resolv.conf`, resolver);
  if (!(await host.files.facts(`${root}/etc/resolv.conf`)))
    await host.files.link(`${root}/etc/resolv.conf`, "../run/systemd/resolve/stub-resolv.conf");
}
