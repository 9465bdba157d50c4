import type { Host } from "../../provisioner/host/host.ts";

/** Ends every process whose root is the given folder, by pid: first asked, after three seconds killed */
export async function endProcesses(host: Host, root: string): Promise<void> {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    for (const pid of await processesIn(host, root)) send(pid, signal);
    for (let tries = 0; tries < 30; tries++) {
      if ((await processesIn(host, root)).length === 0) return;
      await host.clock.sleep(0.1);
    }
  }
}

/** True when the process sees the folder as its root, and so can touch nothing outside */
export async function isConfined(host: Host, pid: number, root: string): Promise<boolean> {
  return (await rootOf(host, pid)) === root;
}

async function processesIn(host: Host, root: string): Promise<number[]> {
  const pids = (await host.files.list("/proc")).filter(name => /^\d+$/.test(name)).map(Number);
  const roots = await Promise.all(pids.map(pid => rootOf(host, pid)));
  return pids.filter((_, index) => roots[index] === root);
}

async function rootOf(host: Host, pid: number): Promise<string | undefined> {
  try {
    return await host.files.readLink(`/proc/${pid}/root`);
  } catch {
    return undefined; // it ended while we looked
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // ended by itself
  }
}
