import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import type { MountWords } from "./operation.ts";

/** Mounts as the unit would; mount(8) itself says what is wrong, where systemd would wait for the device first */
export async function mountNow(host: Host, { path, source, type, options }: MountWords): Promise<void> {
  if (!(await host.files.facts(path))) await host.files.makeDirectory(path, { mode: 0o755 });
  await host.run("mount", [
    ...(type === undefined ? [] : ["-t", type]),
    ...(options.length === 0 ? [] : ["-o", options.join(",")]),
    source,
    host.files.path(path),
  ]);
}

/** Gives what is mounted other options; one that is no longer named stays until it is mounted anew */
export async function remountNow(host: Host, path: string, options: readonly string[]): Promise<void> {
  await host.run("mount", ["-o", ["remount", ...options].join(","), host.files.path(path)]);
}

/** Gives it just these options back: mount(8) would merge the ones in effect into them, and noatime wins over relatime */
export async function remountAsBefore(host: Host, path: string, options: readonly string[]): Promise<void> {
  const words = ["-o", ["remount", ...options].join(","), "--options-source", "disable"];
  await host.run("mount", [...words, host.files.path(path)]);
}

/** Unmounts; what is in use stays as it is, and whoever uses it is named */
export async function unmountNow(host: Host, path: string): Promise<void> {
  const { exit, stderr } = await host.run("umount", [host.files.path(path)], { allowedExits: [0, 32] });
  if (exit === 0) return;
  const users = await usersOf(host, path);
  throw new Failure({
    kind: "machine",
    tried: `cannot unmount ${path}`,
    found: [stderr.trim(), ...(users.length > 0 ? [`in use by ${users.join(", ")}`] : [])].join(" | "),
    needs: "that nothing uses it",
    fix: `end what works in ${path}, or unmount what is mounted below it, then apply again`,
  });
}

async function usersOf(host: Host, path: string): Promise<string[]> {
  const { stdout } = await host
    .run("fuser", ["--mount", host.files.path(path)], { allowedExits: [0, 1] })
    .catch(() => ({ stdout: "" })); // psmisc is not everywhere
  const users: string[] = [];
  for (const process of stdout.split(/\s+/).filter(Boolean)) {
    const name = (await host.files.read(`/proc/${process}/comm`))?.trim();
    if (name !== undefined) users.push(`${name} (${process})`);
  }
  return users;
}
