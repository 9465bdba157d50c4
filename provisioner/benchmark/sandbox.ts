import { mkdir, readlink } from "node:fs/promises";
import { Failure } from "../host/failure.ts";
import { run } from "../host/run.ts";

/** Inside, it names the namespace that is outside */
const mark = "GROUNDSTATE_BENCHMARK_OUTSIDE";

/** Everything that accounts, files and ledger are written to */
const covered = ["/etc", "/home", "/srv", "/var/lib", "/var/log", "/var/mail"];

/** Runs this program once more in a mount namespace of its own; its exit status */
export async function runInSandbox(): Promise<number> {
  const again = ["--mount", "--propagation", "private", process.execPath, ...process.argv.slice(1)];
  const { exit } = await run("unshare", again, {
    terminal: true,
    timeout: 3600,
    environment: { [mark]: await namespace() },
    allowedExits: [0, 1],
  });
  return exit;
}

/** Whether this process is the one in the namespace */
export function isInSandbox(): boolean {
  return process.env[mark] !== undefined;
}

/** Lays memory over every place that is written to: what happens there, the host never sees */
export async function coverHost(): Promise<void> {
  if ([undefined, await namespace()].includes(process.env[mark])) throw notInside();
  await run("mount", ["-t", "tmpfs", "tmpfs", "/mnt"]);
  for (const path of covered) {
    const layer = `/mnt${path}`;
    for (const part of ["upper", "work"]) await mkdir(`${layer}/${part}`, { recursive: true });
    const layers = `lowerdir=${path},upperdir=${layer}/upper,workdir=${layer}/work`;
    await run("mount", ["-t", "overlay", "overlay", "-o", layers, path]);
  }
}

async function namespace(): Promise<string> {
  return await readlink("/proc/self/ns/mnt");
}

function notInside(): Failure {
  return new Failure({
    kind: "machine",
    tried: "cannot make accounts and files for the benchmark",
    found: "this host's own file systems",
    needs: "a mount namespace of its own (unshare --mount), as root",
  });
}
